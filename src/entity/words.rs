//! Names in their cases, in singular and plural.
//!
//! English in a few rules and the words that break them. What it gets wrong, `--plural` sets right.

use heck::{ToSnakeCase, ToUpperCamelCase};

/// Both numbers of words that no rule makes.
const IRREGULAR: &[(&str, &str)] = &[
    ("alumnus", "alumni"),
    ("calf", "calves"),
    ("child", "children"),
    ("criterion", "criteria"),
    ("datum", "data"),
    ("die", "dice"),
    ("elf", "elves"),
    ("foot", "feet"),
    ("goose", "geese"),
    ("half", "halves"),
    ("iris", "irises"),
    ("knife", "knives"),
    ("leaf", "leaves"),
    ("life", "lives"),
    ("loaf", "loaves"),
    ("man", "men"),
    ("matrix", "matrices"),
    ("medium", "media"),
    ("mouse", "mice"),
    ("ox", "oxen"),
    ("person", "people"),
    ("phenomenon", "phenomena"),
    ("quiz", "quizzes"),
    ("shelf", "shelves"),
    ("thief", "thieves"),
    ("tooth", "teeth"),
    ("vertex", "vertices"),
    ("wife", "wives"),
    ("wolf", "wolves"),
    ("woman", "women"),
];

/// Words that are the same in both numbers.
const INVARIANT: &[&str] = &[
    "advice",
    "aircraft",
    "art",
    "chaos",
    "clothing",
    "cosmos",
    "css",
    "data",
    "deer",
    "dns",
    "equipment",
    "ethos",
    "feedback",
    "fish",
    "furniture",
    "goods",
    "gps",
    "hardware",
    "information",
    "jeans",
    "knowledge",
    "kudos",
    "logistics",
    "media",
    "merchandise",
    "metadata",
    "moose",
    "money",
    "news",
    "pants",
    "rice",
    "scissors",
    "series",
    "sheep",
    "shorts",
    "sms",
    "software",
    "species",
    "staff",
    "stuff",
    "swine",
    "tls",
    "traffic",
    "weather",
];

/// Words in `-o` that take `-es`.
const OES: &[&str] = &[
    "echo", "hero", "potato", "tomato", "torpedo", "veto", "volcano",
];
/// Words in `-ch` that take `-s`.
const CHS: &[&str] = &["epoch", "loch", "monarch", "patriarch", "stomach"];
/// Words in `-ie` and `-oe`, which look like others once they are plural.
const VOWEL_E: &[&str] = &[
    "brownie", "calorie", "canoe", "cookie", "foe", "genie", "hoodie", "lie", "movie", "newbie",
    "oboe", "pie", "rookie", "selfie", "shoe", "smoothie", "tie", "toe", "zombie",
];
/// Singular words in `-s` whose plural looks like that of a word in `-se`.
const SES: &[&str] = &["alias", "atlas", "bias", "canvas", "gas", "lens"];
/// Words in `-us` and `-is` that are plural.
const PLURAL_US: &[&str] = &[
    "alibis", "apis", "bikinis", "cpus", "emojis", "emus", "gpus", "gurus", "kpis", "menus",
    "rabbis", "safaris", "skis", "skus", "taxis", "wikis",
];
/// Words in `-use`, unlike `status` and `bus`.
const USE: &[&str] = &[
    "cause",
    "clause",
    "excuse",
    "fuse",
    "house",
    "muse",
    "pause",
    "spouse",
    "use",
    "warehouse",
];

/// Words in `-che` and `-xe`, unlike `branch` and `box`.
const CHE: &[&str] = &["ache", "axe", "cache", "creche", "headache", "niche"];

/// A name in Pascal case, such as `BlogPost`.
pub fn pascal(name: &str) -> String {
    name.to_upper_camel_case()
}

/// A name in snake case, such as `blog_post`.
pub fn snake(name: &str) -> String {
    name.to_snake_case()
}

/// The plural of a name in snake case: that of its last word.
pub fn plural(name: &str) -> String {
    last_word(name, plural_word)
}

/// The singular of a name in snake case, which is the name itself if it is none.
pub fn singular(name: &str) -> String {
    last_word(name, singular_word)
}

fn last_word(name: &str, change: fn(&str) -> String) -> String {
    match name.rsplit_once('_') {
        Some((head, word)) => format!("{head}_{}", change(word)),
        None => change(name),
    }
}

fn plural_word(word: &str) -> String {
    if INVARIANT.contains(&word) || word.is_empty() {
        return word.to_owned();
    }
    if let Some((_, plural)) = IRREGULAR.iter().find(|(singular, _)| *singular == word) {
        return (*plural).to_owned();
    }
    let is_sibilant = ["s", "x", "z", "ch", "sh"]
        .iter()
        .any(|end| word.ends_with(end));
    if let Some(stem) = word
        .strip_suffix("sis")
        .or_else(|| word.strip_suffix("xis"))
    {
        let end = word.get(stem.len()..).unwrap_or_default();
        format!("{stem}{}es", end.get(..1).unwrap_or_default())
    } else if let Some(stem) = consonant_y(word) {
        format!("{stem}ies")
    } else if (is_sibilant && !CHS.contains(&word)) || OES.contains(&word) {
        format!("{word}es")
    } else {
        format!("{word}s")
    }
}

/// What comes before a `y` that follows a consonant.
fn consonant_y(word: &str) -> Option<&str> {
    let stem = word.strip_suffix('y')?;
    (stem.len() > 1 && !stem.ends_with(['a', 'e', 'i', 'o', 'u'])).then_some(stem)
}

fn singular_word(word: &str) -> String {
    if INVARIANT.contains(&word) || word.len() < 3 {
        return word.to_owned();
    }
    if let Some((singular, _)) = IRREGULAR.iter().find(|(_, plural)| *plural == word) {
        return (*singular).to_owned();
    }
    let Some(stem) = word.strip_suffix('s') else {
        return word.to_owned();
    };
    if is_singular_in_s(word) {
        return word.to_owned();
    }
    let Some(short) = stem.strip_suffix('e') else {
        return stem.to_owned();
    };
    if word == "indices" {
        "index".to_owned()
    } else if VOWEL_E.contains(&stem) {
        stem.to_owned()
    } else if let Some(start) = short.strip_suffix('i').filter(|start| start.len() > 1) {
        format!("{start}y")
    } else if short.ends_with("ys") || ["bas", "cris", "thes", "ax", "oas"].contains(&short) {
        from_greek(short)
    } else if takes_es(short) {
        short.to_owned()
    } else {
        stem.to_owned()
    }
}

/// Whether a word that ends in `s` is no plural.
fn is_singular_in_s(word: &str) -> bool {
    let ends = ["ss", "us", "is"].iter().any(|end| word.ends_with(end));
    (ends && !PLURAL_US.contains(&word)) || SES.contains(&word)
}

/// `analys` is what is left of `analyses`, and `bas` of `bases`, a `base` more often than a `basis`.
fn from_greek(short: &str) -> String {
    match short {
        "bas" => "base".to_owned(),
        short => format!("{short}is"),
    }
}

/// Whether a plural in `-es` is the word before that with `-es`, rather than one in `-e` with `-s`.
fn takes_es(short: &str) -> bool {
    let sibilant = ["ss", "sh", "ch", "x", "zz"]
        .iter()
        .any(|end| short.ends_with(end));
    let whole = format!("{short}e");
    (sibilant && !CHE.contains(&whole.as_str()))
        || (short.ends_with("us") && !USE.contains(&whole.as_str()))
        || SES.contains(&short)
        || OES.contains(&short)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_have_a_plural_and_come_back_from_it() {
        for (one, many) in [
            ("post", "posts"),
            ("news", "news"),
            ("status", "statuses"),
            ("category", "categories"),
            ("person", "people"),
            ("series", "series"),
            ("order", "orders"),
            ("address", "addresses"),
            ("box", "boxes"),
            ("bus", "buses"),
            ("analysis", "analyses"),
            ("child", "children"),
            ("index", "indexes"),
            ("photo", "photos"),
            ("hero", "heroes"),
            ("day", "days"),
            ("user_group", "user_groups"),
            ("class", "classes"),
            ("house", "houses"),
            ("movie", "movies"),
            ("shoe", "shoes"),
            ("cookie", "cookies"),
            ("lens", "lenses"),
            ("sales_person", "sales_people"),
            ("bonus", "bonuses"),
            ("alias", "aliases"),
            ("human", "humans"),
            ("crisis", "crises"),
            ("axis", "axes"),
            ("menu", "menus"),
            ("api", "apis"),
            ("case", "cases"),
            ("license", "licenses"),
            ("release", "releases"),
            ("branch", "branches"),
            ("database", "databases"),
            ("base", "bases"),
            ("key", "keys"),
            ("a", "as"),
            ("quiz", "quizzes"),
            ("company", "companies"),
            ("leaf", "leaves"),
            ("purpose", "purposes"),
            ("process", "processes"),
            ("page", "pages"),
            ("coach", "coaches"),
            ("cache", "caches"),
            ("warehouse", "warehouses"),
            ("size", "sizes"),
            ("tax", "taxes"),
            ("dish", "dishes"),
            ("metadata", "metadata"),
            ("gas", "gases"),
            ("s", "ses"),
        ] {
            assert_eq!(plural(one), many, "plural of {one}");
            if one.len() > 1 {
                assert_eq!(singular(many), one, "singular of {many}");
                assert_eq!(singular(one), one, "singular of {one}");
            }
        }
        assert_eq!(singular("indices"), "index");
    }
}

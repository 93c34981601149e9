//! Entities as they are added: what stands after `boilerplate add entity`.

/// Every type, and every modifier on some of them.
pub(crate) const ZOO: &[&str] = &[
    "Keeper name sku:string:8:unique:pattern=^[A-Z]{3}-[0-9]{4}$ --id uuid --no-timestamps",
    "ZooAnimal \
     name:string:40:min=2:filter:sort:search \
     nickname:string:40:optional:filter:sort:search \
     code:string:8:pattern=^[A-Z]{2}[0-9]+$:filter \
     notes:text:optional:search \
     story:text:max=2000:default=none \
     legs:int:min=0:max=100:filter:sort \
     cells:bigint:filter:sort \
     size:smallint:optional:filter:sort \
     weight:float:filter \
     height:double:min=0:optional:filter:sort \
     price:decimal:10,2:min=0:filter:sort \
     fee:decimal:4,2:default=1.50 \
     tame:bool:default=true:filter \
     chip:uuid:unique:filter \
     born:date:filter:sort \
     arrived:date:default=2026-01-31 \
     fed_at:time:optional:filter:sort \
     opens:time:default=09:30:00:optional \
     seen_at:datetime:default=now:filter:sort \
     checked:datetime:default=2026-01-31T08:30:00Z:readonly \
     settings:json:default={} \
     traits:json:optional \
     facts:json \
     contact:email:unique \
     homepage:url:optional \
     slug:slug:unique:filter \
     text:string:20:optional \
     fields:int:optional \
     kind:enum:big_cat,bird,v2_fish:filter:index \
     mood:enum:calm,wild:default=calm:optional \
     secret_note:string:optional:writeonly \
     visits:int:default=0:readonly:sort \
     checked_at:datetime:optional:readonly \
     keeper:references:keepers:filter \
     deputy:references:keepers:optional:setnull \
     mother:references:zoo_animals:optional:setnull \
     sponsor:references:users:optional:setnull \
     plan:references:tiers:optional \
     --soft-delete --id uuid --cache 60s",
];

/// The shapes that resources take: who may, how much, with what key.
pub(crate) const SHAPES: &[&str] = &[
    "Note text",
    "City name:string:80:filter twin:references:cities:optional --public",
    "Setting key:string:30:unique value:text --admin",
    "Report name:string:30:filter setting:references:settings:optional --only list,get",
    "Click target:url city:references:cities --only create --no-timestamps",
    "Diary title:string:50:unique:sort user:references:users:cascade \
     --owner=user --id uuid --no-timestamps --cache 30s",
    "Profile bio:text:optional user:references:users:unique --owner=user",
    "Badge user:references:users:unique:cascade level:smallint:unique:min=3",
    "DiaryPage day:date diary:references:diaries:cascade writer:references:users \
     --owner=writer --soft-delete",
    "Notice body:text editor:references:users --owner=editor --admin --only list,create,delete",
    "Order total:decimal:12,2 page:references:diary_pages:optional \
     --soft-delete --public --no-timestamps --only get,delete",
];

/// Names that mean something to Rust, to SQL or to the code around them.
pub(crate) const NAMES: &[&str] = &[
    "Reader name:string:20:unique n:int:unique row body app --soft-delete",
    "QueryList reader:references:readers:optional db:references:readers:optional all_fields \
     fields:string:optional:filter rules:int:default=1:filter \
     new:enum:error,value,path,json,some,none:filter option:bool entity:enum:self_made,ok,v_2 \
     column:string:20:search:sort n:enum:n,m:optional name:string:20:pattern=^\"[a-z]+\\\\d$ \
     --public --cache 5s",
    "group order:string selected:int:optional",
    "user_group name:string:unique",
    "news title",
    "status text:string",
    "Person surname",
    "A b:int",
];

/// Forty entities: each needs the one before, and may refer to an earlier one.
pub(crate) fn forty() -> Vec<String> {
    (0..40).map(chained).collect()
}

fn chained(n: usize) -> String {
    let mut command = format!("Thing{} name:string:40:filter:sort:search", letters(n));
    if n > 0 {
        // A chain of forty would be forty rows for each test.
        let optional = if n.is_multiple_of(8) { ":optional" } else { "" };
        let (before, earlier) = (letters(n - 1), letters(n / 2));
        command += &format!(" before:references:Thing{before}{optional}");
        if earlier != letters(n) {
            command += &format!(" earlier:references:Thing{earlier}:optional:setnull");
        }
    }
    command += &format!(" --plural things_{}", letters(n).to_lowercase());
    let options = [
        (n.is_multiple_of(3), " --public"),
        (n % 4 == 1, " --soft-delete"),
        (n % 5 == 2, " --cache 60s"),
        (!n.is_multiple_of(2), " --id uuid"),
    ];
    let chosen = options.iter().filter(|(is_on, _)| *is_on);
    command + &chosen.map(|(_, option)| *option).collect::<String>()
}

fn letters(n: usize) -> String {
    let letter = |n: usize| char::from(b'a' + u8::try_from(n).unwrap_or_default());
    format!("{}{}", letter(n / 26).to_uppercase(), letter(n % 26))
}

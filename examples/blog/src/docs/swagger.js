SwaggerUIBundle({
  url: "/openapi.json",
  dom_id: "#swagger-ui",
  deepLinking: true,
  displayOperationId: false,
  presets: [SwaggerUIBundle.presets.apis],
  layout: "BaseLayout",
});

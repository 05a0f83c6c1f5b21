#include "daemon/http/openapi.h"

#include <algorithm>

namespace frontdesk::http {
namespace {

namespace json = boost::json;

json::object problem_schema() {
  const json::object text{{"type", "string"}};
  return {{"type", "object"},
          {"properties", json::object{{"type", text},
                                      {"title", text},
                                      {"status", json::object{{"type", "integer"}}},
                                      {"code", text},
                                      {"detail", text}}}};
}

json::object ref(const std::string& schema) {
  return {{"$ref", "#/components/schemas/" + schema}};
}

json::object content(const std::string& type, const std::string& schema, const Schemas& schemas) {
  json::object media;
  if (schemas.all().contains(schema)) media["schema"] = ref(schema);
  return {{type, std::move(media)}};
}

json::array parameters_of(const Route& route) {
  json::array out;
  std::vector<ParameterDoc> all = route.parameters;
  for (std::size_t at = route.pattern.find('{'); at != std::string::npos;
       at = route.pattern.find('{', at + 1)) {
    const auto name = route.pattern.substr(at + 1, route.pattern.find('}', at) - at - 1);
    const auto documented = std::any_of(all.begin(), all.end(),
                                        [&](const ParameterDoc& doc) { return doc.name == name; });
    if (!documented) all.push_back({name, ParameterPlace::path, "", true});
  }
  for (const auto& doc : all) {
    const bool in_path = doc.place == ParameterPlace::path;
    json::object schema{{"type", doc.type}};
    if (!doc.one_of.empty()) schema["enum"] = json::value_from(doc.one_of);
    json::object one{{"name", doc.name},
                     {"in", in_path                              ? "path"
                            : doc.place == ParameterPlace::query ? "query"
                                                                 : "header"},
                     {"required", in_path || doc.required},
                     {"schema", std::move(schema)}};
    if (!doc.says.empty()) one["description"] = doc.says;
    out.push_back(std::move(one));
  }
  return out;
}

json::object responses_of(const Route& route, const Schemas& schemas) {
  json::object out;
  for (const auto& doc : route.responses) {
    json::object one{{"description", doc.says}};
    if (doc.status != 204) one["content"] = content(doc.content_type, doc.schema, schemas);
    out[std::to_string(doc.status)] = std::move(one);
  }
  out["default"] =
      json::object{{"description", "a problem"},
                   {"content", content("application/problem+json", "Problem", schemas)}};
  return out;
}

// "GET /v1/tickets/{id}" -> "get_v1_tickets_id"
std::string operation_id(const Route& route) {
  std::string id;
  for (const char c : route.method + route.pattern) {
    const bool letter = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    if (letter)
      id += c;
    else if (c >= 'A' && c <= 'Z')
      id += static_cast<char>(c - 'A' + 'a');
    else if (!id.empty() && id.back() != '_')
      id += '_';
  }
  while (!id.empty() && id.back() == '_') id.pop_back();
  return id;
}

json::object operation(const Route& route, const Schemas& schemas) {
  json::object out{{"operationId", operation_id(route)},
                   {"summary", route.summary},
                   {"parameters", parameters_of(route)},
                   {"responses", responses_of(route, schemas)}};
  if (!route.body.content_types.empty()) {
    json::object types;
    for (const auto& type : route.body.content_types)
      types[type] = content(type, route.body.schema, schemas).at(type);
    json::object body{{"content", std::move(types)}};
    if (!route.body.says.empty()) body["description"] = route.body.says;
    out["requestBody"] = std::move(body);
  }
  if (route.open) {
    out["security"] = json::array{};
  } else {
    json::array roles{"admin"};
    for (const auto role : route.roles) {
      const auto name = name_of(role);
      if (role != Role::admin) roles.emplace_back(json::string_view(name.data(), name.size()));
    }
    out["x-roles"] = std::move(roles);
  }
  return out;
}

}  // namespace

void Schemas::add(const std::string& name, json::object schema) {
  all_[name] = std::move(schema);
  all_[name + "Page"] = json::object{
      {"type", "object"},
      {"properties",
       json::object{{"items", json::object{{"type", "array"}, {"items", ref(name)}}},
                    {"next", json::object{{"type", json::array{"string", "null"}},
                                          {"description", "the cursor of the next page"}}}}}};
}

std::string openapi_document(const RouteTable& routes, const Schemas& schemas) {
  Schemas known = schemas;
  known.add("Problem", problem_schema());
  json::object paths;
  for (const auto& route : routes.routes()) {
    auto& path = paths[route.pattern];
    if (!path.is_object()) path = json::object{};
    std::string method = route.method;
    for (auto& c : method) c = static_cast<char>(c - 'A' + 'a');
    path.as_object()[method] = operation(route, known);
  }
  json::object components;
  for (const auto& [name, schema] : known.all()) components[name] = schema;
  const json::object document{
      {"openapi", "3.1.0"},
      {"info", json::object{{"title", "Frontdesk"}, {"version", FRONTDESK_VERSION}}},
      {"security", json::array{json::object{{"bearer", json::array{}}}}},
      {"paths", std::move(paths)},
      {"components",
       json::object{
           {"schemas", std::move(components)},
           {"securitySchemes",
            json::object{{"bearer", json::object{{"type", "http"}, {"scheme", "bearer"}}}}}}}};
  return json::serialize(document);
}

}  // namespace frontdesk::http

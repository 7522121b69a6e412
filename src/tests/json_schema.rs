//! Holds exports against their JSON Schema, `assets/schemas/export.schema.json`: with as much of the standard as that schema
//! uses. A keyword that is not known here fails, so that none is taken for held.

use serde_json::{Map, Value};

/// The schema that is shipped.
const EXPORT: &str = include_str!("../../assets/schemas/export.schema.json");

/// What in `value` the export schema does not allow, each with its path.
pub fn check_export(value: &Value) -> Vec<String> {
    let schema: Value = serde_json::from_str(EXPORT).expect("the schema is JSON");
    check(&schema, &schema, value, "$")
}

fn check(root: &Value, schema: &Value, value: &Value, path: &str) -> Vec<String> {
    let Value::Object(keywords) = schema else { panic!("{path}: a schema is an object, not {schema}") };
    keywords.iter().flat_map(|(name, argument)| keyword(root, keywords, name, argument, value, path)).collect()
}

fn keyword(
    root: &Value,
    schema: &Map<String, Value>,
    name: &str,
    argument: &Value,
    value: &Value,
    path: &str,
) -> Vec<String> {
    let holds_if =
        |holds: bool, wanted: &str| if holds { vec![] } else { vec![format!("{path}: {value} is not {wanted}")] };
    match name {
        "$schema" | "$defs" | "title" | "description" => vec![],
        "$ref" => {
            let pointer = argument.as_str().and_then(|pointer| pointer.strip_prefix('#')).expect("a reference inside");
            check(root, root.pointer(pointer).unwrap_or_else(|| panic!("no {pointer}")), value, path)
        }
        "anyOf" => {
            let each: Vec<_> = array(argument).iter().map(|one| check(root, one, value, path)).collect();
            // What the nearest of the choices has against it.
            each.into_iter().min_by_key(Vec::len).unwrap_or_default()
        }
        "type" => holds_if(is_of_type(value, argument.as_str().expect("one type")), &argument.to_string()),
        "enum" => holds_if(array(argument).contains(value), &argument.to_string()),
        "const" => holds_if(argument == value, &argument.to_string()),
        "minimum" => holds_if(value.as_f64() >= argument.as_f64(), &format!("{argument} at least")),
        "maximum" => holds_if(value.as_f64() <= argument.as_f64(), &format!("{argument} at most")),
        "items" => {
            let items = value.as_array().map(Vec::as_slice).unwrap_or_default();
            items
                .iter()
                .enumerate()
                .flat_map(|(at, item)| check(root, argument, item, &format!("{path}[{at}]")))
                .collect()
        }
        "required" => {
            let missing = array(argument).iter().filter(|field| value.get(field.as_str().expect("a name")).is_none());
            missing.map(|field| format!("{path}: {field} is missing")).collect()
        }
        "properties" => {
            let fields = argument.as_object().expect("fields");
            let there =
                fields.iter().filter_map(|(field, schema)| value.get(field).map(|value| (field, schema, value)));
            there.flat_map(|(field, schema, value)| check(root, schema, value, &format!("{path}.{field}"))).collect()
        }
        "additionalProperties" => {
            let known = schema.get("properties").and_then(Value::as_object);
            let others = value.as_object().into_iter().flatten();
            let others = others.filter(|(field, _)| known.is_none_or(|known| !known.contains_key(*field)));
            others
                .flat_map(|(field, value)| match argument {
                    Value::Bool(false) => vec![format!("{path}: there is no field {field:?}")],
                    schema => check(root, schema, value, &format!("{path}.{field}")),
                })
                .collect()
        }
        other => panic!("the keyword `{other}` is not known here"),
    }
}

fn array(value: &Value) -> &[Value] {
    value.as_array().expect("a list")
}

fn is_of_type(value: &Value, name: &str) -> bool {
    match name {
        "null" => value.is_null(),
        "string" => value.is_string(),
        "number" => value.is_number(),
        "integer" => value.is_u64() || value.is_i64(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        other => panic!("there is no type `{other}`"),
    }
}

#[test]
fn what_the_schema_does_not_allow_is_told_with_its_path() {
    let told = check_export(&serde_json::json!([{ "id": 3 }]));
    assert!(told.contains(&"$[0].id: 3 is not \"string\"".to_owned()), "{told:?}");
    assert!(told.contains(&"$[0]: \"identities\" is missing".to_owned()), "{told:?}");
}

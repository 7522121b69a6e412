//! The schema in Label Studio's labelling configuration, as it is read: `Labels` are layers of spans, `Choices` layers of document
//! labels, what is `perRegion` is an attribute of spans, `Relations` are relations. What is only there to be looked at says
//! nothing here.

use roxmltree::{Document as Xml, Node};

use crate::model::id::LabelId;
use crate::model::schema::{Attribute, Label, Layer, Shape, Tone};

use super::colours;
use super::naming::{RELATIONS, plain_label, plain_layer};

/// Controls that mark pieces of a text.
const OF_SPANS: [&str; 3] = ["Labels", "HyperTextLabels", "ParagraphLabels"];
/// Controls that ask something about a region, or about the document.
const QUESTIONS: [&str; 5] = ["Choices", "TextArea", "Rating", "Number", "DateTime"];
/// What shows a text.
const TEXTS: [&str; 3] = ["Text", "HyperText", "Paragraphs"];

/// How many stars a rating has unless it says so, and at most here.
const STARS: usize = 5;
const MOST_STARS: usize = 100;

/// What a configuration says.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Configuration {
    pub(super) layers: Vec<Layer>,
    /// The field of a task's data that is the text.
    pub(super) text_field: Option<String>,
}

/// Reads a configuration. Fails with a sentence on what is none.
pub(super) fn read(written: &str) -> Result<Configuration, String> {
    let written = written.trim_start_matches('\u{feff}').trim_start();
    let xml = Xml::parse(written).map_err(|error| format!("it is no XML that can be read: {error}"))?;
    let root = xml.root_element();
    let shows_text = |node: &Node<'_, '_>| TEXTS.contains(&node.tag_name().name());
    if root.tag_name().name() != "View" && !root.descendants().any(|node| shows_text(&node)) {
        return Err(format!("it is no labelling configuration: it begins with `<{}>`", root.tag_name().name()));
    }
    let mut layers: Vec<Layer> = Vec::new();
    let named = |names: &'static [&str]| {
        let is_one = move |node: &Node<'_, '_>| names.contains(&node.tag_name().name());
        root.descendants().filter(is_one).filter_map(|node| Some((node, node.attribute("name")?)))
    };
    let is_per_region = |node: &Node<'_, '_>| node.attribute("perRegion").is_some_and(|said| said == "true");
    // What a control of spans is for, by its layer.
    let mut about: Vec<(&str, Option<&str>)> = Vec::new();
    for (node, name) in named(&OF_SPANS) {
        about.push((name, node.attribute("toName")));
        layers.push(layer(name, Shape::Entity, &node, "Label"));
    }
    for (node, name) in named(&QUESTIONS).filter(|(node, _)| !is_per_region(node)) {
        if node.tag_name().name() == "Choices" {
            layers.push(layer(name, Shape::Topic, &node, "Choice"));
        }
    }
    for (node, name) in named(&QUESTIONS).filter(|(node, _)| is_per_region(node)) {
        let is_asked = |attribute: &str, said: &str| {
            node.attribute(attribute).is_none_or(|names| names.split(',').any(|name| name.trim() == said))
        };
        for layer in layers.iter_mut().filter(|layer| layer.shape == Shape::Entity) {
            let is_about = |(known, of): &(&str, Option<&str>)| *known == layer.id && *of == node.attribute("toName");
            if !about.iter().any(is_about) || !is_asked("whenTagName", &layer.id) {
                continue;
            }
            let own = name.strip_prefix(&format!("{}.", layer.id)).unwrap_or(name);
            let attribute = Attribute {
                name: own.to_owned(),
                title: own.to_owned(),
                key: None,
                values: values(&node),
                default: None,
            };
            // A question that is another layer's own, as we write them, is not asked here.
            let is_of_another =
                about.iter().any(|(known, _)| *known != layer.id && name.starts_with(&format!("{known}.")));
            for label in layer.labels.iter_mut().filter(|_| !is_of_another) {
                if is_asked("whenLabelValue", &label.id.label) || is_asked("whenLabelValue", &label.title) {
                    label.attributes.push(attribute.clone());
                }
            }
        }
    }
    for node in root.descendants().filter(|node| node.tag_name().name() == "Relations") {
        layers.push(layer(RELATIONS, Shape::Relation, &node, "Relation"));
    }
    let shown = root.descendants().filter(shows_text).find_map(|node| node.attribute("value")?.strip_prefix('$'));
    Ok(Configuration { layers, text_field: shown.map(str::to_owned) })
}

/// The layer of a control, with a label for each of its `items`.
fn layer(name: &str, shape: Shape, control: &Node<'_, '_>, items: &str) -> Layer {
    let mut layer = plain_layer(name, name, shape);
    for (value, node) in items_of(control, items) {
        let mut label: Label = plain_label(&LabelId::new(name, value));
        label.tone = node
            .attribute("background")
            .and_then(colours::tone)
            .unwrap_or_else(|| Tone::from_index(layer.labels.len()));
        label.title = title(&node).unwrap_or_else(|| value.to_owned());
        node.attribute("hint").unwrap_or_default().clone_into(&mut label.guideline);
        if layer.labels.iter().all(|known| known.id != label.id) {
            layer.labels.push(label);
        }
    }
    layer
}

/// The items of a control with what stands for them in results: an alias, if they have one.
fn items_of<'a, 'b: 'a>(control: &Node<'a, 'b>, name: &str) -> Vec<(&'a str, Node<'a, 'b>)> {
    let items = control.descendants().filter(|node| node.tag_name().name() == name);
    let named = items.filter_map(|node| Some((node.attribute("alias").or_else(|| node.attribute("value"))?, node)));
    named.filter(|(value, _)| !value.trim().is_empty()).collect()
}

/// What an item is called on the screen, if not as in results. Markup is not read.
fn title(item: &Node<'_, '_>) -> Option<String> {
    let shown = item
        .attribute("html")
        .filter(|html| !html.contains('<'))
        .map(|html| html.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&"));
    shown.or_else(|| item.attribute("value").map(str::to_owned)).filter(|title| !title.trim().is_empty())
}

/// The answers that a question offers; none where any text will do.
fn values(question: &Node<'_, '_>) -> Vec<String> {
    match question.tag_name().name() {
        "Choices" => items_of(question, "Choice").into_iter().map(|(value, _)| value.to_owned()).collect(),
        "Rating" => {
            let said = question.attribute("maxRating").and_then(|most| most.parse::<usize>().ok());
            (1..=said.unwrap_or(STARS).min(MOST_STARS)).map(|stars| stars.to_string()).collect()
        }
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::read;

    /// A line a label: its name, title, tone, guideline and attributes.
    fn labels(configuration: &str) -> Vec<String> {
        let found = read(configuration).unwrap();
        let of_layer = |layer: &crate::model::schema::Layer| -> Vec<String> {
            let label = |label: &crate::model::schema::Label| {
                let asked = label.attributes.iter().map(|one| format!(" {}={}", one.name, one.values.join("|")));
                let (shape, tone) = (layer.shape.word(), label.tone.word());
                format!(
                    "{shape} {} {:?} {tone} {:?}{}",
                    label.id,
                    label.title,
                    label.guideline,
                    asked.collect::<String>()
                )
            };
            layer.labels.iter().map(label).collect()
        };
        found.layers.iter().flat_map(of_layer).collect()
    }

    #[test]
    fn labels_choices_and_relations_are_layers() {
        let found = labels(
            r##"<View><Header value="Read"/><Labels name="ner" toName="t">
              <Label value="Person" alias="PER" background="#FFA39E" hint="Without titles"/><Label value="Cơ quan"/></Labels>
              <View visibleWhen="region-selected"><Choices name="topic" toName="t" choice="multiple">
                <Choice value="sport" html="Thể thao"/></Choices></View>
              <Relations><Relation value="part of" background="gold"/></Relations>
              <Text name="t" value="$body"/></View>"##,
        );
        assert_eq!(
            found,
            [
                "entity ner/PER \"Person\" red \"Without titles\"",
                "entity ner/Cơ quan \"Cơ quan\" orange \"\"",
                "topic topic/sport \"Thể thao\" blue \"\"",
                "relation relations/part of \"part of\" olive \"\"",
            ]
        );
        assert_eq!(
            read("<View><Text name=\"t\" value=\"$body\"/></View>").unwrap().text_field.as_deref(),
            Some("body")
        );
    }

    #[test]
    fn what_is_asked_of_regions_is_an_attribute_of_the_labels_that_it_is_asked_of() {
        let found = labels(
            r#"<View><Text name="t" value="$text"/><Text name="u" value="$other"/>
              <Labels name="ner" toName="t"><Label value="PER"/><Label value="LOC"/></Labels>
              <Labels name="other" toName="u"><Label value="X"/></Labels>
              <Choices name="gender" toName="t" perRegion="true" whenTagName="ner" whenLabelValue="PER">
                <Choice value="f"/><Choice value="male" alias="m"/></Choices>
              <Rating name="ner.sure" toName="t" perRegion="true" maxRating="3"/>
              <TextArea name="why" toName="t" perRegion="true"/></View>"#,
        );
        assert_eq!(
            found,
            [
                "entity ner/PER \"PER\" blue \"\" gender=f|m sure=1|2|3 why=",
                "entity ner/LOC \"LOC\" orange \"\" sure=1|2|3 why=",
                "entity other/X \"X\" blue \"\"",
            ]
        );
    }

    #[test]
    fn what_is_no_configuration_is_told() {
        assert_eq!(read("<html/>").unwrap_err(), "it is no labelling configuration: it begins with `<html>`");
        assert!(read("<View>").unwrap_err().starts_with("it is no XML that can be read"));
        assert!(read("<!DOCTYPE x [<!ENTITY a \"b\">]><View/>").is_err());
    }
}

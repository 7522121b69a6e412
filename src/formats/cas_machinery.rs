//! What tools put into a CAS that is nobody's annotation: tokens, sentences, and what tools say of themselves.

use super::cas::DOCUMENT_ANNOTATION;
use super::cas_write::METADATA;

/// Types, and the packages of them.
const MACHINERY: [&str; 10] = [
    "uima.cas.",
    DOCUMENT_ANNOTATION,
    "de.tudarmstadt.ukp.dkpro.core.api.segmentation.type.Token",
    "de.tudarmstadt.ukp.dkpro.core.api.segmentation.type.Sentence",
    "de.tudarmstadt.ukp.dkpro.core.api.segmentation.type.Paragraph",
    "de.tudarmstadt.ukp.dkpro.core.api.metadata.type.",
    "de.tudarmstadt.ukp.clarin.webanno.api.type.",
    "de.tudarmstadt.ukp.inception.",
    "org.dkpro.core.api.xml.type.",
    METADATA,
];

/// Whether a type is of what tools put into a CAS.
pub(super) fn is_machinery(kind: &str) -> bool {
    MACHINERY.iter().any(|known| kind == *known || (known.ends_with('.') && kind.starts_with(known)))
}

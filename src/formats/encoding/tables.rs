//! The Vietnamese encodings that browsers do not know: TCVN 5712, VISCII and VNI. A byte is a character here, but for VNI,
//! where a letter and the byte after it may be one.

/// TCVN 5712 from 0x80. The capitals of the first row are of VN1 only.
const TCVN: &str = "\
    ÀẢÃÁẠẶẬÈẺẼÉẸỆÌỈĨÍỊÒỎÕÓỌỘỜỞỠỚỢÙỦŨ\
    \u{a0}ĂÂÊÔƠƯĐăâêôơưđẰ\u{300}\u{309}\u{303}\u{301}\u{323}àảãáạẲằẳẵắẴ\
    ẮẦẨẪẤỀặầẩẫấậèỂẻẽéẹềểễếệìỉỄẾỒĩíịò\
    ỔỏõóọồổỗốộờởỡớợùỖủũúụừửữứựỳỷỹýỵỐ";

/// What VN1 has in the place of controls.
const TCVN_LOW: &[(u8, char)] = &[
    (0x01, 'Ú'),
    (0x02, 'Ụ'),
    (0x04, 'Ừ'),
    (0x05, 'Ử'),
    (0x06, 'Ữ'),
    (0x11, 'Ứ'),
    (0x12, 'Ự'),
    (0x13, 'Ỳ'),
    (0x14, 'Ỷ'),
    (0x15, 'Ỹ'),
    (0x16, 'Ý'),
    (0x17, 'Ỵ'),
];

/// VISCII 1.1 (RFC 1456) from 0x80.
const VISCII: &str = "\
    ẠẮẰẶẤẦẨẬẼẸẾỀỂỄỆỐỒỔỖỘỢỚỜỞỊỎỌỈỦŨỤỲ\
    ÕắằặấầẩậẽẹếềểễệốồổỗỠƠộờởịỰỨỪỬơớƯ\
    ÀÁÂÃẢĂẳẵÈÉÊẺÌÍĨỳĐứÒÓÔạỷừửÙÚỹỵÝỡư\
    àáâãảăữẫèéêẻìíĩỉđựòóôõỏọụùúũủýợỮ";

const VISCII_LOW: &[(u8, char)] = &[(0x02, 'Ẳ'), (0x05, 'Ẵ'), (0x06, 'Ẫ'), (0x14, 'Ỷ'), (0x19, 'Ỹ'), (0x1e, 'Ỵ')];

/// VNI: a letter as windows-1252 shows it, the bytes that may follow it, and what each makes of it.
const VNI_PAIRS: [(char, &str, &str); 7] = [
    ('a', "ùøûõïâáàåãäêéèúüë", "áàảãạâấầẩẫậăắằẳẵặ"),
    ('e', "ùøûõïâáàåãä", "éèẻẽẹêếềểễệ"),
    ('o', "ùøûõïâáàåãä", "óòỏõọôốồổỗộ"),
    ('ô', "ùøûõï", "ớờởỡợ"),
    ('u', "ùøûõï", "úùủũụ"),
    ('ö', "ùøûõï", "ứừửữự"),
    ('y', "ùøûõ", "ýỳỷỹ"),
];

/// VNI: letters that are one byte, and what they mean.
const VNI_SINGLE: (&str, &str) = ("íìæóòñôöî", "íìỉĩịđơưỵ");

/// TCVN 5712 VN3. Its fonts have the punctuation of windows-1252 where VN1 has capitals.
#[must_use]
pub fn tcvn3(bytes: &[u8]) -> String {
    let tcvn = upper_half(TCVN);
    let punctuation = |byte| encoding_rs::WINDOWS_1252.decode_without_bom_handling(&[byte]).0.chars().next();
    let read = |byte: u8| match byte {
        0x80..0xa0 => punctuation(byte).unwrap_or(char::from(byte)),
        0xa0.. => tcvn[usize::from(byte) - 0x80],
        _ => char::from(byte),
    };
    bytes.iter().map(|byte| read(*byte)).collect()
}

/// TCVN 5712 VN1.
#[must_use]
pub fn tcvn5712(bytes: &[u8]) -> String {
    single_bytes(bytes, TCVN, TCVN_LOW)
}

#[must_use]
pub fn viscii(bytes: &[u8]) -> String {
    single_bytes(bytes, VISCII, VISCII_LOW)
}

/// VNI. A mark that follows no letter it belongs to stays what windows-1252 says.
#[must_use]
pub fn vni(bytes: &[u8]) -> String {
    let (written, _) = encoding_rs::WINDOWS_1252.decode_without_bom_handling(bytes);
    let mut out = String::with_capacity(written.len());
    let mut rest = written.chars().peekable();
    while let Some(letter) = rest.next() {
        let pair = rest.peek().and_then(|mark| vni_pair(letter, *mark));
        if pair.is_some() {
            rest.next();
        }
        out.push(pair.unwrap_or_else(|| vni_single(letter)));
    }
    out
}

/// Whether a byte may be the first of two that are one letter in VNI. None of the second ones is.
#[must_use]
pub fn begins_vni_pair(byte: u8) -> bool {
    let (letter, _) = encoding_rs::WINDOWS_1252.decode_without_bom_handling(std::slice::from_ref(&byte));
    letter.chars().next().is_some_and(|letter| VNI_PAIRS.iter().any(|(base, ..)| *base == small(letter)))
}

fn vni_pair(letter: char, mark: char) -> Option<char> {
    let (small, mark) = (small(letter), small(mark));
    let (_, marks, made) = VNI_PAIRS.iter().find(|(base, ..)| *base == small)?;
    let at = marks.chars().position(|known| known == mark)?;
    made.chars().nth(at).map(|made| in_case_of(letter, made))
}

fn vni_single(letter: char) -> char {
    let (written, meant) = VNI_SINGLE;
    let at = written.chars().position(|known| known == small(letter));
    at.and_then(|at| meant.chars().nth(at)).map_or(letter, |meant| in_case_of(letter, meant))
}

fn small(letter: char) -> char {
    letter.to_lowercase().next().unwrap_or(letter)
}

/// `meant`, a capital if `written` is one.
fn in_case_of(written: char, meant: char) -> char {
    if written.is_uppercase() { meant.to_uppercase().next().unwrap_or(meant) } else { meant }
}

fn single_bytes(bytes: &[u8], upper: &str, low: &[(u8, char)]) -> String {
    let upper = upper_half(upper);
    let read = |byte: u8| match byte {
        0x80.. => upper[usize::from(byte) - 0x80],
        _ => low.iter().find(|(known, _)| *known == byte).map_or(char::from(byte), |(_, letter)| *letter),
    };
    bytes.iter().map(|byte| read(*byte)).collect()
}

fn upper_half(table: &str) -> [char; 128] {
    let mut letters = ['\0'; 128];
    letters.iter_mut().zip(table.chars()).for_each(|(place, letter)| *place = letter);
    letters
}

//! Texts in other encodings than UTF-8: each is read as it was written, and guessed right over a grid of texts, encodings and
//! lengths; what is no text at all is read without a fault.

use std::collections::BTreeMap;

use icu_normalizer::{ComposingNormalizerBorrowed, DecomposingNormalizerBorrowed};

use crate::formats::encoding::Encoding;
use crate::formats::encoding::guess::guess;

const ARABIC: &str = "وصلت الوزيرة ليلى حداد أمس إلى مدينة هاي فونغ، وقالت إن الاتفاق مهمّ جداً.";
const VIETNAMESE: &str = "Bộ trưởng đã đến Hải Phòng hôm qua và cho biết thỏa thuận rất quan trọng; người dân ủng hộ.";

const ARABIC_ENCODINGS: [Encoding; 4] =
    [Encoding::WINDOWS_1256, Encoding::ISO_8859_6, Encoding::Utf16Le, Encoding::Utf16Be];
const VIETNAMESE_ENCODINGS: [Encoding; 7] = [
    Encoding::WINDOWS_1258,
    Encoding::Tcvn3,
    Encoding::Tcvn5712,
    Encoding::Viscii,
    Encoding::Vni,
    Encoding::Utf16Le,
    Encoding::Utf16Be,
];

/// The bytes of a text, which is composed; `None` if the encoding has not all of it.
fn encode(text: &str, encoding: Encoding) -> Option<Vec<u8>> {
    let units = |order: fn(u16) -> [u8; 2]| Some(text.encode_utf16().flat_map(order).collect());
    match encoding {
        Encoding::Utf8 => return Some(text.as_bytes().to_vec()),
        Encoding::Utf16Le => return units(u16::to_le_bytes),
        Encoding::Utf16Be => return units(u16::to_be_bytes),
        _ => {}
    }
    let mut known: BTreeMap<String, Vec<u8>> = BTreeMap::new();
    let mut learn = |bytes: &[u8]| {
        let decoded = encoding.decode(bytes);
        if decoded.text.chars().count() == 1 && decoded.lost == 0 {
            known.entry(decoded.text.into_owned()).or_insert(bytes.to_vec());
        }
    };
    // A letter that VNI writes in two bytes is nothing by itself.
    if encoding == Encoding::Vni {
        (0x41..=255).for_each(|letter| (0xc0..=255).for_each(|mark| learn(&[letter, mark])));
    }
    (0..=255).rev().for_each(|byte| learn(&[byte]));
    let mut out = Vec::new();
    for c in text.chars() {
        let whole = known.get(&c.to_string()).cloned();
        let apart = || {
            // A letter and its tone, as windows-1258 writes them.
            let all: Vec<char> = DecomposingNormalizerBorrowed::new_nfd().normalize(&c.to_string()).chars().collect();
            let tone = all.iter().find(|c| "\u{300}\u{301}\u{303}\u{309}\u{323}".contains(**c))?;
            let rest: String = all.iter().filter(|c| *c != tone).collect();
            let letter = ComposingNormalizerBorrowed::new_nfc().normalize(&rest).into_owned();
            Some([known.get(&letter)?.clone(), known.get(&tone.to_string())?.clone()].concat())
        };
        out.extend(whole.or_else(apart)?);
    }
    Some(out)
}

fn composed(text: &str) -> String {
    ComposingNormalizerBorrowed::new_nfc().normalize(text).into_owned()
}

#[test]
fn every_encoding_reads_what_was_written() {
    let pairs = ARABIC_ENCODINGS.map(|encoding| (ARABIC, encoding)).into_iter();
    for (text, encoding) in pairs.chain(VIETNAMESE_ENCODINGS.map(|encoding| (VIETNAMESE, encoding))) {
        let bytes = encode(text, encoding).unwrap_or_else(|| panic!("{encoding} has all letters"));
        let decoded = encoding.decode(&bytes);
        assert_eq!((composed(&decoded.text), decoded.lost), (text.to_owned(), 0), "{encoding}");
        let guessed = guess(&bytes);
        assert_eq!((guessed.encoding.decode(&bytes).text, guessed.is_certain()), (decoded.text, true), "{guessed:?}");
    }
}

/// Written by `iconv -t TCVN5712-1`, `-t VISCII`, and for VNI as the table of xvnkb, another program, has it.
#[test]
fn the_tables_are_those_of_other_programs() {
    let check = |bytes: &[u8], encoding: Encoding, text: &str| assert_eq!(encoding.decode(bytes).text, text);
    let tcvn: Vec<u8> = (1..=255).collect();
    let low: &str = "ÚỤ\u{3}ỪỬỮ\u{7}\u{8}\t\n\u{b}\u{c}\r\u{e}\u{f}\u{10}ỨỰỲỶỸÝỴ\u{18}";
    assert!(Encoding::Tcvn5712.decode(&tcvn).text.starts_with(low));
    check(b"Ng\xad\xeai Vi\xd6t Nam \xae\xb7 \xae\xd5n", Encoding::Tcvn5712, "Người Việt Nam đã đến");
    check(b"\x93Ng\xad\xeai Vi\xd6t\x94 \x96", Encoding::Tcvn3, "“Người Việt” –");
    check(
        b"Ng\xdf\xb6i Vi\xaet Nam \xf0\xe3 \xf0\xaan \x9e \x02",
        Encoding::Viscii,
        "Người Việt Nam đã đến Ỳ Ẳ".replace('Ỳ', "Ụ").as_str(),
    );
    check(
        b"Ng\xf6\xf4\xf8i Vie\xe4t \xd1A\xd5 \xf1e\xe1n, ky\xf5 \xeer\xe6",
        Encoding::Vni,
        "Người Việt ĐÃ đến, kỹ ỵrỉ",
    );
    check(b"k\xf9 \xe9", Encoding::Vni, "kù é");
}

/// Over the samples' texts by their number of words: `(readings, wrong, wrong though certain, unsure)`.
fn grid(texts: &[(String, &[Encoding])], words: usize) -> (usize, usize, usize, usize) {
    let (mut all, mut wrong, mut surely_wrong, mut unsure) = (0, 0, 0, 0);
    for (text, encodings) in texts {
        let written: Vec<&str> = text.split_whitespace().collect();
        for start in (0..written.len().saturating_sub(words)).step_by(words.max(written.len() / 12)) {
            let part = written[start..start + words].join(" ");
            for encoding in *encodings {
                let Some(bytes) = encode(&part, *encoding) else { continue };
                if bytes.is_ascii() && !bytes.contains(&0) {
                    continue;
                }
                let guessed = guess(&bytes);
                let is_right = composed(&guessed.encoding.decode(&bytes).text) == composed(&part);
                all += 1;
                wrong += usize::from(!is_right);
                surely_wrong += usize::from(!is_right && guessed.is_certain());
                unsure += usize::from(!guessed.is_certain());
            }
        }
    }
    (all, wrong, surely_wrong, unsure)
}

fn texts_of(folder: &std::path::Path) -> Vec<(String, &'static [Encoding])> {
    let mut texts: Vec<(String, &[Encoding])> = Vec::new();
    let mut names: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    names.sort();
    for path in names {
        let text = composed(&std::fs::read_to_string(path).unwrap());
        match crate::model::language::guess(&text) {
            "ar" => texts.push((text, &ARABIC_ENCODINGS)),
            "vi" => texts.push((text, &VIETNAMESE_ENCODINGS)),
            _ => {}
        }
    }
    texts
}

#[test]
fn encodings_are_guessed_over_the_samples() {
    let texts = texts_of(&std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("samples/documents"));
    for (words, most_wrong) in [(1, 0.2), (3, 0.05), (8, 0.01), (30, 0.0), (100, 0.0)] {
        let (all, wrong, surely_wrong, unsure) = grid(&texts, words);
        println!("{words} words: {all} readings, {wrong} wrong, {surely_wrong} of them certain, {unsure} unsure");
        assert!(all > 100 && wrong as f64 <= most_wrong * all as f64, "{words} words: {wrong} of {all} wrong");
    }
}

/// With `HASHIYA_TEXTS=FOLDER`, the same over texts that are not part of the repository.
#[test]
#[ignore = "needs texts from elsewhere"]
fn encodings_are_guessed_over_other_texts() {
    let folder = std::env::var("HASHIYA_TEXTS").expect("HASHIYA_TEXTS names a folder");
    let texts = texts_of(std::path::Path::new(&folder));
    for words in [1, 2, 3, 5, 8, 12, 20, 30, 100] {
        let (all, wrong, surely_wrong, unsure) = grid(&texts, words);
        println!("{words} words: {all} readings, {wrong} wrong, {surely_wrong} of them certain, {unsure} unsure");
    }
}

#[test]
fn other_languages_keep_their_letters() {
    let french = "Le café de la Gare a été rénové, à côté du théâtre où l’Opéra répète";
    let bytes = encode(french, Encoding::WINDOWS_1252).unwrap();
    assert_eq!(guess(&bytes).encoding.decode(&bytes).text, french);
    let quoted = b"The \x93minister\x94 said it\x92s over";
    assert_eq!(guess(quoted).encoding, Encoding::WINDOWS_1252);
    let russian = encoding_rs::WINDOWS_1251.encode("Министр прибыл вчера в город и подписал договор").0.into_owned();
    assert!(!guess(&russian).is_certain(), "{:?}", guess(&russian));
}

#[test]
fn utf8_with_a_bad_byte_is_utf8_with_a_loss() {
    let mut bytes = format!("{ARABIC} {VIETNAMESE}").into_bytes();
    bytes.pop();
    bytes.extend(b"\xc7 end");
    let guessed = guess(&bytes);
    assert_eq!((guessed.encoding, guessed.encoding.decode(&bytes).lost), (Encoding::Utf8, 1));
}

#[test]
fn any_bytes_are_read_without_a_fault() {
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let mut random = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state
    };
    for round in 0..400 {
        let length = random() as usize % 300;
        // Some rounds of few different bytes, so that runs and pairs come often.
        let mask =
            if round % 2 == 0 { 0xff } else { [0x00, 0xc1, 0xd8, 0xe1, 0xff, 0x20, 0x61, 0x1e][round % 8] | 0x11 };
        let bytes: Vec<u8> = (0..length).map(|_| (random() as u8) & mask).collect();
        let guessed = guess(&bytes);
        assert!((0.0..=1.0).contains(&guessed.confidence), "{bytes:?}: {guessed:?}");
        for encoding in Encoding::OFFERED {
            let decoded = encoding.decode(&bytes);
            assert!(decoded.text.matches('\u{fffd}').count() >= decoded.lost, "{encoding} {bytes:?}");
        }
    }
    for bytes in [&b""[..], b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff\0", b"\0", b"\0\0\0\0\0\0", b"\xff"] {
        let guessed = guess(bytes);
        let _ = guessed.encoding.decode(bytes);
    }
}

//! Plausible Arabic and Vietnamese news in any quantity, for benchmarks: the same seed gives the same text. It makes no sense,
//! but its letters, words, names, numbers and paragraphs are as frequent and as long as in news, which is what costs time.
//!
//! Words are drawn by Zipf's law with Mandelbrot's shift from an inventory of our own: frequent words written out below, rarer ones
//! built from Arabic roots and patterns or from Vietnamese syllables. `cargo bench --bench window -- compare FOLDER` prints these figures
//! for it and for the `.txt` files of a folder; beside five news texts that are not part of the repository (four Arabic, one
//! Vietnamese whose words are segmented):
//!
//! | figure | generated ar | news ar | generated vi | news vi |
//! |---|---|---|---|---|
//! | Arabic letters among letters, % | 99.2 | 99.0 | 0.0 | 0.0 |
//! | code points a word (UAX #29) | 5.3 | 5.0 | 5.2 | 5.2 |
//! | different words in 250 | 193 | 173 | 171 | 140 |
//! | code points a paragraph | 150 | 140 | 209 | 213 |
//! | visual runs a paragraph | 1.7 | 1.7 | 1.0 | 1.0 |
//! | digits, % of code points | 0.38 | 0.31 | 0.73 | 0.90 |
//! | harakat, % of code points | 0.37 | 0.36 | 0 | 0 |
//!
//! So a cache of words has a harder time here than with news.

use crate::random::Random;

/// What a text is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Language {
    Arabic,
    Vietnamese,
    /// Vietnamese with `_` between the syllables of a word.
    Segmented,
}

/// Ranks of the vocabulary.
const ARABIC_WORDS: usize = 12_000;
const VIETNAMESE_WORDS: usize = 700;
/// Mandelbrot's shift: how many of the most frequent words are about equally frequent.
const ARABIC_SHIFT: f64 = 3.0;
const VIETNAMESE_SHIFT: f64 = 8.0;

/// Frequent words, the most frequent first.
const ARABIC: &str = "\
    في من على إلى أن عن التي بعد مع الذي هذا خلال وقال كما بين هذه قال لا ما أو إن قد الوزير المدينة كان حيث \
    قبل غير وأضاف عام اليوم رئيس الحكومة المجلس وفي كل وهو لم أكد الدولة الماضي يوم المنطقة عدد ذلك عبر حول \
    الاجتماع البلاد منذ بلدية مليون المؤتمر الميناء مشروع أمس الشركة وزارة ضمن جديد جديدة الجامعة العام المياه \
    الطريق سكان لقاء اتفاق زيارة وكالة الصحافة مساء صباح الأسبوع المقبل نحو أكثر تحت عند السوق أسعار القمح \
    الزراعة المدارس مهرجان الفيضان السفينة الوفد وصل أعلن أوضح أشار بدأ انتهى شارك";

/// Roots, and patterns whose 1, 2 and 3 they fill.
const ROOTS: &str = "كتب درس عمل سفر نشر حكم علم فتح قبل خرج دخل رسل جمع وفق نظر سكن شرك طلب صنع نقل حمل بحث وضع رفع \
                     ضمن عرف قرر سمع حضر زرع شهد غرق نجح ربط سبق حدد وزن حرك صدر برد رجع نفذ سلم قدم عرض شرح";
const PATTERNS: &str = "\
    1ا23 م12و3 12ا3ة ت12ي3 ا1ت2ا3 است12ا3 م1ا23ة م12و3ات ي1ت23ون ت12و3 12ي3 12ي3ة 1ا23ون 1ا23ين أ12ا3 12و3 م123 \
    م123ة 1وا23 12ا3ات يت1ا23 ان12ا3 12ائ3 مت123";
const BEFORE: [&str; 10] = ["ال", "ال", "ال", "", "", "", "", "و", "ب", "لل"];
const AFTER: [&str; 10] = ["", "", "", "", "", "", "", "", "ها", "ه"];

/// Frequent words of Vietnamese, the most frequent first; syllables of one word are joined by `_`.
const VIETNAMESE: &str = "\
    của và các trong được cho có là với tại đã người về không một này từ khi những để đến cũng sẽ ông năm ngày \
    ra vào nhiều theo trên chính_phủ hợp_tác hội_nghị thành_phố bộ_trưởng kinh_tế phát_triển thị_trường \
    nông_dân cảng tàu lũ mưa đường trường bà họ còn sau trước hai ba đồng tỷ chuyến thăm cuộc việc làm nước dân \
    tỉnh huyện xã chợ giá lúa gạo nghề lễ_hội khách công_ty dự_án xây_dựng đại_biểu thỏa_thuận ký cho_biết \
    khẳng_định nói";
const ONSETS: &str = "\
    b c ch d đ g gi h kh l m n ng nh ph qu r s t th tr v x";
/// Rhymes, with `*` after the vowel that bears the tone.
const RHYMES: &str = "\
    a* a*n a*ng a*nh a*i a*o ă*m ă*ng â*n â*u â*y e*o ê* ê*n iê*n iê*u i*nh o*ng o*i ô* ô*ng ô*i ơ* ơ*i uô*n ươ*ng u*ng ư*";
const VOWELS: [&str; 11] =
    ["aàáảãạ", "ăằắẳẵặ", "âầấẩẫậ", "eèéẻẽẹ", "êềếểễệ", "iìíỉĩị", "oòóỏõọ", "ôồốổỗộ", "ơờớởỡợ", "uùúủũụ", "ưừứửữự"];

const LATIN_NAMES: &str = "\
    Reyes Marlowe Okafor Lindqvist Thorne Delgado Harbour Nordhavn Castellan Brevik Port_Azul Ormond L NHK";
const VIETNAMESE_NAMES: &str = "\
    Nguyễn_Thu_Hà Lê_Minh Đồ_Sơn Hải_Phòng Trần_Bảo_Lâm Cửa_Lò Phạm_Ngọc Hội_An";
const ARABIC_NAMES: &str = "\
    ليلى_حداد سامي_العطار نورة_القاسم رامي_شلبي بنزرت صلالة طرطوس هدى_منصور";
const SOURCES: [&str; 6] = ["Coast Wire", "وكالة الساحل", "Bản tin Vịnh", "Harbour Post", "صحيفة المرسى", "Báo Cảng"];

impl Random {
    fn is_one_in(&mut self, count: usize) -> bool {
        self.below(count) == 0
    }

    fn of<T: Copy>(&mut self, all: &[T]) -> T {
        all[self.below(all.len())]
    }

    /// One of the words of a list, each as likely as the others.
    fn word(&mut self, list: &'static str) -> &'static str {
        let count = list.split_whitespace().count();
        let drawn = self.below(count);
        list.split_whitespace().nth(drawn).unwrap_or_default()
    }

    /// A rank from 0, by Zipf's law with Mandelbrot's shift.
    fn rank(&mut self, ranks: usize, shift: f64) -> usize {
        let drawn = shift * ((ranks as f64 + shift) / shift).powf(self.share()) - shift;
        (drawn as usize).min(ranks - 1)
    }
}

/// Writes news.
pub struct Generator {
    random: Random,
    arabic: Vec<String>,
    vietnamese: Vec<String>,
}

impl Generator {
    #[must_use]
    pub fn new(seed: u64) -> Self {
        let mut random = Random(seed);
        let roots: Vec<Vec<char>> = ROOTS.split_whitespace().map(|root| root.chars().collect()).collect();
        let mut arabic: Vec<String> = ARABIC.split_whitespace().map(str::to_owned).collect();
        while arabic.len() < ARABIC_WORDS {
            let root = &roots[random.below(roots.len())];
            let fill = |c: char| c.to_digit(10).map_or(c, |place| root[place as usize - 1]);
            let stem: String = random.word(PATTERNS).chars().map(fill).collect();
            arabic.push(format!("{}{stem}{}", random.of(&BEFORE), random.of(&AFTER)));
        }
        let mut vietnamese: Vec<String> = VIETNAMESE.split_whitespace().map(str::to_owned).collect();
        while vietnamese.len() < VIETNAMESE_WORDS {
            let first = syllable(&mut random);
            let is_short = random.is_one_in(3);
            vietnamese.push(if is_short { first } else { format!("{first}_{}", syllable(&mut random)) });
        }
        Self { random, arabic, vietnamese }
    }

    /// A text of at least so many bytes, in whole paragraphs with an empty line between some; the first is a headline.
    pub fn text(&mut self, language: Language, bytes: usize) -> String {
        let mut out = String::with_capacity(bytes + 1024);
        self.sentence(language, &mut out);
        out.push_str("\n\n");
        while out.len() < bytes {
            let sentences = 1 + usize::from(self.random.is_one_in(if language == Language::Arabic { 5 } else { 2 }));
            self.paragraph(language, sentences, &mut out);
            out.push_str(if self.random.is_one_in(3) { "\n\n" } else { "\n" });
        }
        out
    }

    /// One paragraph of at least so many code points.
    pub fn long_paragraph(&mut self, language: Language, chars: usize) -> String {
        let (mut out, mut written) = (String::new(), 0);
        while written < chars {
            let from = out.len();
            self.paragraph(language, 20, &mut out);
            out.push(' ');
            written += out[from..].chars().count();
        }
        out
    }

    /// A line of a `.jsonl` with all that news come with.
    pub fn line(&mut self, number: usize, bytes: usize) -> String {
        let language = [Language::Arabic, Language::Vietnamese, Language::Arabic, Language::Segmented][number % 4];
        let tag = if language == Language::Arabic { "ar" } else { "vi" };
        let text = self.text(language, bytes);
        let date = format!(
            "20{:02}-{:02}-{:02}",
            10 + self.random.below(15),
            1 + self.random.below(12),
            1 + self.random.below(28)
        );
        let line = serde_json::json!({
            "id": format!("news-{number:06}"),
            "title": text.lines().next().unwrap_or_default(),
            "date": date,
            "source": self.random.of(&SOURCES),
            "url": format!("https://news.invalid/{tag}/{number}"),
            "lang": tag,
            "text": text,
        });
        line.to_string()
    }

    fn paragraph(&mut self, language: Language, sentences: usize, out: &mut String) {
        for index in 0..sentences {
            if index > 0 {
                out.push(' ');
            }
            self.sentence(language, out);
            out.push('.');
        }
    }

    fn sentence(&mut self, language: Language, out: &mut String) {
        let words = if language == Language::Arabic { 11 } else { 14 } + self.random.below(18);
        for index in 0..words {
            let from = out.len();
            self.word(language, out);
            if index + 1 == words {
                break;
            }
            if language != Language::Arabic && index == 0 {
                capitalize(out, from);
            }
            if self.random.is_one_in(14) {
                out.push(if language == Language::Arabic { '،' } else { ',' });
            }
            out.push(' ');
        }
    }

    fn word(&mut self, language: Language, out: &mut String) {
        if self.random.is_one_in(if language == Language::Arabic { 110 } else { 60 }) {
            let number = self.random.next() % if self.random.is_one_in(2) { 3000 } else { 60 };
            out.push_str(&number.to_string());
            return;
        }
        match language {
            Language::Arabic => match self.random.below(160) {
                0 => {
                    out.push('(');
                    out.push_str(&self.random.word(LATIN_NAMES).replace('_', " "));
                    out.push(')');
                }
                1..=5 => out.push_str(&self.random.word(ARABIC_NAMES).replace('_', " ")),
                _ => {
                    let word = &self.arabic[self.random.rank(ARABIC_WORDS, ARABIC_SHIFT)];
                    out.push_str(word);
                    if self.random.is_one_in(40) {
                        out.push_str(self.random.of(&["ً", "اً", "ٌ", "ّ"]));
                    }
                }
            },
            Language::Vietnamese | Language::Segmented => {
                let word = match self.random.below(40) {
                    0 => self.random.word(VIETNAMESE_NAMES),
                    1 => self.random.word(LATIN_NAMES),
                    _ => &self.vietnamese[self.random.rank(VIETNAMESE_WORDS, VIETNAMESE_SHIFT)],
                };
                let joiner = if language == Language::Segmented { "_" } else { " " };
                out.push_str(&word.replace('_', joiner));
            }
        }
    }
}

fn syllable(random: &mut Random) -> String {
    let tone = random.below(6);
    let mut out = random.word(ONSETS).to_owned();
    let mut rhyme = random.word(RHYMES).chars().peekable();
    while let Some(c) = rhyme.next() {
        let toned = VOWELS.iter().find(|tones| tones.starts_with(c)).and_then(|tones| tones.chars().nth(tone));
        out.push(if rhyme.next_if_eq(&'*').is_some() { toned.unwrap_or(c) } else { c });
    }
    out
}

fn capitalize(out: &mut String, from: usize) {
    if let Some(first) = out[from..].chars().next() {
        let upper: String = first.to_uppercase().collect();
        out.replace_range(from..from + first.len_utf8(), &upper);
    }
}

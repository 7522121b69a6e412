//! Saved web pages: the text of the article in one, paragraph by paragraph, with its title and what the page says of itself.
//! Which part is the article is found by Readability's rules: menus, scripts, advertisements and related links are left out.

use dom_smoothie::{Config, Readability, TextMode};
use serde::Serialize;

use crate::error::Error;

use super::encoding::Encoding;

/// Deeper than browsers go; what nests deeper is broken, and would take for ever.
const DEEPEST: usize = 512;
/// An article of this many characters is not searched for once more with weaker rules.
const ARTICLE_CHARS: usize = 140;
/// In which a page may say its encoding, in bytes.
const HEAD: usize = 4096;

/// What a page holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Article {
    pub title: String,
    /// The title, if the article does not begin with it, and the paragraphs, with an empty line between them.
    pub text: String,
    /// A BCP 47 tag, if the page says one.
    pub language: Option<String>,
    /// As the page writes it.
    pub date: Option<String>,
    /// The outlet.
    pub source: Option<String>,
    pub url: Option<String>,
}

/// The line of a `.jsonl` that an article becomes.
#[derive(Serialize)]
struct Line<'a> {
    id: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    title: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    language: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    date: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    source: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<&'a str>,
    text: &'a str,
}

impl Article {
    /// The line of a `.jsonl` for it, with its line feed.
    #[must_use]
    pub fn line(&self, id: &str) -> String {
        let line = Line {
            id,
            title: &self.title,
            language: self.language.as_deref(),
            date: self.date.as_deref(),
            source: self.source.as_deref(),
            url: self.url.as_deref(),
            text: &self.text,
        };
        serde_json::to_string(&line).expect("texts can always be written as JSON") + "\n"
    }
}

/// The encoding that a page says it has.
#[must_use]
pub fn declared_encoding(bytes: &[u8]) -> Option<Encoding> {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(HEAD)]).to_ascii_lowercase();
    let after = head.split_once("charset")?.1.trim_start().strip_prefix('=')?;
    let name = after.trim_start().trim_start_matches(['"', '\'']);
    let name = name.split(|c: char| !(c.is_ascii_alphanumeric() || "-_:.".contains(c))).next()?;
    // Whoever can read the declaration does not read UTF-16.
    Encoding::from_name(name).ok().map(|found| if name.starts_with("utf-16") { Encoding::Utf8 } else { found })
}

/// The address that browsers write into a page which they save: `<!-- saved from url=(0031)https://… -->`, with its length.
fn saved_from(html: &str) -> Option<String> {
    let head = &html[..html.floor_char_boundary(HEAD)];
    let (_, after) = head.split_once("saved from url=(")?;
    let (length, address) = after.split_once(')')?;
    let address = address.get(..length.parse().ok()?)?;
    Some(address.to_owned()).filter(|address| address.starts_with("http"))
}

/// Whether it is a page with all its pictures in one file, as a mail has them.
fn is_mail(html: &str) -> bool {
    let head = &html[..html.floor_char_boundary(HEAD)];
    head.lines().any(|line| line.to_ascii_lowercase().starts_with("mime-version:"))
}

const COPY: &str = "copy its text into a .txt file, or save the page again once it shows the article";

/// The article of a page. Fails if there is none.
pub fn article(html: &str) -> Result<Article, Error> {
    if is_mail(html) {
        return Err(Error::new("it is MHTML, a page with its pictures in one file")
            .hint("save the page again as \u{201c}web page, HTML only\u{201d}"));
    }
    if nesting(html) > DEEPEST {
        return Err(Error::new(format!("the page's elements are nested deeper than {DEEPEST}"))
            .hint("copy its text into a .txt file"));
    }
    let config = Config { text_mode: TextMode::Formatted, char_threshold: ARTICLE_CHARS, ..Config::default() };
    let unread = |_: dom_smoothie::ReadabilityError| Error::new("no article is found in the page").hint(COPY);
    let mut page = Readability::new(html, None, Some(config)).map_err(unread)?;
    let said = |selector: &str, attribute: &str| {
        let value = page.doc.select(selector).attr(attribute)?;
        Some(value.trim().to_owned()).filter(|value| !value.is_empty())
    };
    let url = said("link[rel=canonical]", "href").or_else(|| said("meta[property='og:url']", "content"));
    let date = ["meta[name=date]", "meta[name=pubdate]", "meta[itemprop=datePublished]"]
        .into_iter()
        .find_map(|selector| said(selector, "content"))
        .or_else(|| said("article time[datetime]", "datetime"));
    let language = said("html", "lang").or_else(|| said("html", "xml:lang"));
    let found = page.parse().map_err(unread)?;
    let body = paragraphs(&found.text_content);
    if body.is_empty() {
        return Err(Error::new("no article is found in the page").hint(COPY));
    }
    let title = found.title.split_whitespace().collect::<Vec<_>>().join(" ");
    let text = if title.is_empty() || body.starts_with(&title) { body } else { format!("{title}\n\n{body}") };
    Ok(Article {
        title,
        text: text + "\n",
        language: found.lang.filter(|tag| !tag.is_empty()).or(language),
        date: found.published_time.or(date),
        source: found.site_name,
        url: found.url.or(url).or_else(|| saved_from(html)),
    })
}

/// Lines without the white space at their ends, never more than one empty line between two.
fn paragraphs(text: &str) -> String {
    let mut out = String::new();
    let mut is_apart = false;
    for line in text.lines().map(str::trim) {
        if line.is_empty() {
            is_apart = !out.is_empty();
            continue;
        }
        if !out.is_empty() {
            out.push_str(if is_apart { "\n\n" } else { "\n" });
        }
        out.push_str(line);
        is_apart = false;
    }
    out
}

/// How deep elements are nested at most, if those that are never closed by themselves are closed where the page says so.
fn nesting(html: &str) -> usize {
    const CLOSED_BY_OTHERS: [&str; 30] = [
        "p", "li", "dt", "dd", "tr", "td", "th", "thead", "tbody", "tfoot", "option", "optgroup", "colgroup", "rp",
        "rt", "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track",
        "wbr", "html",
    ];
    let (mut depth, mut deepest) = (0_usize, 0);
    for tag in html.split('<').skip(1) {
        let (is_end, rest) = tag.strip_prefix('/').map_or((false, tag), |rest| (true, rest));
        let name = rest.split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default().to_ascii_lowercase();
        if name.is_empty() || CLOSED_BY_OTHERS.contains(&name.as_str()) {
            continue;
        }
        depth = if is_end { depth.saturating_sub(1) } else { depth + 1 };
        deepest = deepest.max(depth);
    }
    deepest
}

#[cfg(test)]
mod tests {
    use super::{article, declared_encoding};
    use crate::formats::documents::read_line;
    use crate::formats::encoding::Encoding;

    const ARABIC: &str = r#"<!doctype html><html lang="ar" dir="rtl"><head><meta charset="windows-1256">
        <title>افتتاح الميناء الجديد | صحيفة المرفأ</title>
        <meta property="og:title" content="افتتاح الميناء الجديد"><meta property="og:site_name" content="صحيفة المرفأ">
        <meta property="article:published_time" content="2024-05-16T08:00:00+02:00">
        <meta property="og:url" content="https://example.org/news/1"><script>var x = "<p>لا تقرأ هذا</p>";</script></head>
        <body><header><nav><ul><li><a href="/">الرئيسية</a><li><a href="/w">العالم</a></ul></nav></header>
        <main><article><h1>افتتاح الميناء الجديد</h1>
        <p>وصلت الوزيرة، أمس، إلى المدينة في زيارة رسمية تستمر يومين، وكان في استقبالها عدد من المسؤولين، وقالت إن الاتفاق مهم للبلدين، وإن التعاون سيستمر.
        <p>وأضافت أن الميناء <b>الجديد</b><!-- كلام خفي --> سيفتح أبوابه قريباً، وأن التجارة بين البلدين ستزداد.<br>وختمت: «نحن أصدقاء».
        <table><tr><th>السنة<th>التجارة<tr><td>2023<td>12</table>
        <div class="related"><h3>اقرأ أيضاً</h3><ul><li><a href="/2">خبر آخر عن المطار</a></li><li><a href="/3">خبر ثالث</a></li></ul></div>
        </article></main><aside><p>إعلان</p></aside><footer><p>جميع الحقوق محفوظة</p></footer></body></html>"#;

    #[test]
    fn an_article_is_kept_and_what_stands_around_it_is_not() {
        let found = article(ARABIC).unwrap();
        let lines: Vec<&str> = found.text.lines().filter(|line| !line.is_empty()).collect();
        assert_eq!(lines[0], "افتتاح الميناء الجديد");
        assert!(lines[1].starts_with("وصلت الوزيرة، أمس،") && lines[2].starts_with("وأضافت أن الميناء الجديد سيفتح"));
        assert_eq!((lines[3], lines[5]), ("وختمت: «نحن أصدقاء».", "2023 12"));
        for outside in ["لا تقرأ", "الرئيسية", "كلام خفي", "اقرأ أيضاً", "خبر آخر", "إعلان", "جميع الحقوق"]
        {
            assert!(!found.text.contains(outside), "{outside} is in {}", found.text);
        }
        let said = (found.language.as_deref(), found.date.as_deref(), found.source.as_deref(), found.url.as_deref());
        let date = Some("2024-05-16T08:00:00+02:00");
        assert_eq!(said, (Some("ar"), date, Some("صحيفة المرفأ"), Some("https://example.org/news/1")));
    }

    #[test]
    fn an_article_becomes_a_line_that_is_read_as_the_same_document() {
        let found = article(ARABIC).unwrap();
        let document = read_line(found.line("page").as_bytes()).unwrap().unwrap();
        assert_eq!((document.title(), document.language()), (found.title.as_str(), "ar"));
        assert_eq!((&**document.text(), document.metadata()["source"].as_str()), (&*found.text, "صحيفة المرفأ"));
    }

    #[test]
    fn a_broken_page_gives_its_paragraphs() {
        let text = |html: &str| article(html).unwrap().text;
        assert_eq!(
            text("<p>Một đoạn <b>ngắn.<p>Đoạn hai</i> &amp; chưa đóng &#272;"),
            "Một đoạn ngắn.\n\nĐoạn hai & chưa đóng Đ\n"
        );
        assert!(article("").is_err() && article("<html><body><script>x</script></body>").is_err());
        let deep = "<div>".repeat(100_000) + "x";
        assert!(article(&deep).unwrap_err().message.contains("nested deeper"));
    }

    #[test]
    fn an_address_that_a_browser_wrote_into_the_page_is_taken_if_the_page_says_none() {
        let page = |address: &str, head: &str| {
            let text = "The minister said, on Monday, that the new harbour would be opened. ".repeat(4);
            let html =
                format!("<!doctype html>\n<!-- saved from url={address} -->\n<html><head>{head}</head><p>{text}</p>");
            article(&html).unwrap().url
        };
        assert_eq!(page("(0021)https://example.org/1", "").as_deref(), Some("https://example.org/1"));
        let said = "<link rel=canonical href='https://example.org/2'>";
        assert_eq!(page("(0021)https://example.org/1", said).as_deref(), Some("https://example.org/2"));
        assert_eq!((page("(0014)about:internet", ""), page("(x)https://a", "")), (None, None));
    }

    #[test]
    fn what_is_no_page_is_told_with_what_one_can_do() {
        let told = |html: &str| article(html).unwrap_err().to_string();
        assert!(told("From: <Saved by Blink>\r\nMIME-Version: 1.0\r\n\r\n<html><p>=C3=A0").contains("HTML only"));
        assert!(told("<html><body></body></html>").contains("copy its text into a .txt file"));
    }

    #[test]
    fn the_encoding_is_where_the_page_says_it() {
        let check = |html: &str, encoding| assert_eq!(declared_encoding(html.as_bytes()), encoding, "{html}");
        check(ARABIC, Some(Encoding::WINDOWS_1256));
        check("<META http-equiv=Content-Type content='text/html; charset=utf-8'>", Some(Encoding::Utf8));
        check("<meta charset=x-none>", None);
        check("<p>", None);
    }

    #[test]
    fn any_page_is_read_without_a_fault() {
        let mut state = 7_usize;
        let letters: Vec<char> = ARABIC.chars().collect();
        for _ in 0..60 {
            let mut page: Vec<char> = letters.clone();
            for _ in 0..12 {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                let (at, length) = ((state >> 33) % page.len(), (state >> 20) % 40);
                let end = (at + length).min(page.len());
                match state >> 61 {
                    0..3 => drop(page.drain(at..end)),
                    3..5 => page[at] = ['<', '>', '/', '"'][(state >> 13) % 4],
                    _ => page
                        .splice(
                            at..at,
                            letters[at.min(letters.len() - 1)..end.min(letters.len()).max(at.min(letters.len() - 1))]
                                .to_vec(),
                        )
                        .for_each(drop),
                }
            }
            // Whether there is an article is open; that it is looked for without a panic is not.
            let _ = article(&page.iter().collect::<String>());
        }
    }
}

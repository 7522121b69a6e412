use hashiya::cli::layout::*;
use hashiya::text::{fonts::Faces, bidi::Direction, lines::Overflow};
fn main(){
    let a: Vec<String> = std::env::args().collect();
    let text = std::fs::read_to_string(&a[1]).unwrap();
    let fonts: Vec<_> = a[4..].iter().map(|f| (f.clone(), std::fs::read(f).unwrap())).collect();
    let faces = if fonts.is_empty() { Faces::bundled() } else { Faces::named(fonts).unwrap() };
    let q = Question{width_px:a[2].parse().unwrap(), size_px:a[3].parse().unwrap(), direction:Direction::Auto, overflow:Overflow::Visible, spans:vec![]};
    println!("{}", serde_json::to_string(&answer(&text, faces, &q).unwrap()).unwrap());
}

//! `hashiya dataset`: gold to train on, in parts, from what a project says.

use std::io::Write;
use std::path::Path;

use crate::dataset::make::Dataset;
use crate::dataset::recipe::{FLAGS, OPTIONS, Recipe};
use crate::dataset::told;
use crate::error::Error;
use crate::formats::mapping::Mapping;
use crate::formats::relabel::LabelMap;
use crate::store::{dataset, files};

use super::arguments::Arguments;
use super::ending::{Exit, Failure, print};
use super::export::in_file;
use super::onlooker::Onlooker;
use super::progress::watched;

/// `hashiya dataset DIR OUT [--format FORMAT] [--by RULES|ANNOTATOR] [--shares 80,10,10] …`, with `--strict`
///
/// What labels become, and what fields of records are called, may stand in files of RON.
/// What the format cannot hold is told, counted, and makes the exit code 1; with `--strict` nothing is then written.
pub fn run(mut arguments: Arguments<'_>, told: &mut dyn Write) -> Result<Exit, Failure> {
    let mut recipe = Recipe::default();
    for option in OPTIONS {
        let Some(value) = arguments.option(option)? else { continue };
        match (option, in_file(&value)) {
            ("--map", Some(path)) => recipe.labels = LabelMap::from_ron(&files::read_text(path)?, &value)?,
            ("--fields", Some(path)) => recipe.options.map = Mapping::from_ron(&files::read_text(path)?, &value)?,
            _ => recipe.set(option, &value).map_err(Failure::Usage)?,
        }
    }
    for flag in FLAGS.into_iter().filter(|flag| arguments.flag(flag)) {
        recipe.switch(flag);
    }
    let is_strict = arguments.flag("--strict");
    let onlooker = Onlooker::take(&mut arguments)?;
    let (root, out) = (arguments.expect("DIR")?, arguments.expect("OUT")?);
    arguments.end()?;

    let gather = || {
        let gathered = dataset::gather(Path::new(&root))?;
        onlooker.refuse_all(&gathered.material.project)?;
        Ok(gathered)
    };
    let made = watched("reading", |watch| dataset::make(&gather()?, &recipe, watch))
        .map_err(|error: Error| error.context(format!("cannot make a dataset of {root}")))?;
    if let (true, Some(first)) = (is_strict, made.dataset.first_lost()) {
        let error = Error::new(format!("nothing was written, for something would be lost: {first}"));
        return Err(error.hint("without `--strict` the rest is written, and all that is lost is told").into());
    }
    dataset::write(Path::new(&out), &made)?;
    print(told, &report(&made.dataset, &out))?;
    Ok(if made.dataset.first_lost().is_none() { Exit::Done } else { Exit::Failed })
}

fn report(made: &Dataset, out: &str) -> String {
    let mut report = String::new();
    for problem in made.told() {
        report.push_str(&format!("hashiya: {problem}\n"));
    }
    for line in told::by_rule(&made.manifest) {
        report.push_str(&format!("{line}\n"));
    }
    if let Some(line) = told::together(&made.manifest) {
        report.push_str(&format!("{line}\n"));
    }
    for line in made.left_out() {
        report.push_str(&format!("left out: {line}\n"));
    }
    report.push_str(&format!("{}; written to {out}, read back and compared", told::summary(&made.manifest)));
    if made.first_lost().is_some() {
        report.push_str("; what is told as loss is NOT in it");
    }
    report.push('\n');
    report
}

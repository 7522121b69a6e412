//! The sources of a review: what others say of the current document, compared anew whenever somebody says something else, of very
//! much beside the window, which shows what it showed until then. What is decided, undone or edited meanwhile is followed. Who may
//! see whom in a blind project, `blind` says.

use std::sync::Arc;

use crate::model::annotator::AnnotatorKind;
use crate::model::change::{Change, Transaction};
use crate::model::history::Deed;
use crate::model::id::AnnotatorId;
use crate::model::set::AnnotationSet;
use crate::review::outcomes::Outcomes;

use super::comparing::{Answer, Comparing, Question, Source, Then};
use super::job::{Job, let_go};
use super::review::Aim;
use super::state::{Message, Session};

impl Session {
    /// Whether what others say is being compared beside the window.
    #[must_use]
    pub fn is_comparing(&self) -> bool {
        self.review.as_ref().is_some_and(|review| review.is_comparing())
    }

    /// Finds out what became of the cases, if the set has changed.
    pub(super) fn follow_review(&mut self) {
        let stamp = self.stamp();
        let Some(review) = self.review.as_ref().filter(|review| review.stamp != stamp) else {
            return;
        };
        let done = match (review.stamp, stamp) {
            (Some((before, number)), Some((now, _))) if before == now => self.done_since(number),
            // It is followed once it is compared.
            (None, Some(_)) if review.is_comparing() => return,
            _ => None,
        };
        let Some(done) = done else {
            return self.compare(Then::Stay);
        };
        self.follow_done(&done);
        self.compare_own(&done);
    }

    /// What others say was read, of this document or another: the cases are found anew.
    pub(super) fn follow_sources(&mut self) {
        self.compare(Then::First);
    }

    /// Takes what was compared beside the window.
    pub(super) fn hear_comparing(&mut self) {
        let Some(answer) = self.review.as_ref().and_then(|review| review.comparing.as_ref()?.answer()) else {
            return;
        };
        self.revision += 1;
        let Some(comparing) = self.review.as_mut().and_then(|review| review.comparing.take()) else {
            return;
        };
        if self.document().is_none_or(|document| *document.id() != comparing.document) {
            return;
        }
        match answer {
            Ok(answer) => {
                self.take_compared(answer, comparing.next_number, comparing.then);
                if let Some(said) = self.take_awaited() {
                    self.message = Some(Message::Done(said));
                }
            }
            Err(error) => self.message = Some(Message::Failed(error)),
        }
    }

    /// Forgets what was compared: it is of another text.
    pub(super) fn forget_compared(&mut self) {
        if let Some(review) = &mut self.review {
            (review.at, review.stamp, review.comparing) = (None, None, None);
            std::mem::take(&mut review.compared).let_go();
        }
    }

    /// Forgets what identities an annotator has: they are read when they are needed.
    pub(super) fn forget_identities_of(&mut self, annotator: &AnnotatorId) {
        if let Some(review) = &mut self.review {
            review.identities.remove(annotator);
        }
    }

    pub(super) fn is_program(&self, annotator: &AnnotatorId) -> bool {
        let kind = self.disk.as_ref().map(|disk| disk.folder.annotator_kind(annotator));
        kind == Some(AnnotatorKind::Program)
    }

    /// Compares what everybody says now.
    fn compare(&mut self, then: Then) {
        let (Some(question), Some((index, next_number))) = (self.question(), self.stamp()) else {
            return;
        };
        if !self.known.is_drawn || !question.is_long() {
            let answer = question.answer();
            return self.take_compared(answer, next_number, then);
        }
        let (waker, document) = (self.waker(), question.document.id().clone());
        let found = Job::start_waking(waker, move |_| Ok(question.answer()));
        let Some(review) = &mut self.review else {
            return;
        };
        // What was to be looked at first still is.
        let before = review.comparing.take().filter(|before| before.document == document);
        let then = before.as_ref().map_or(then, |before| if before.then == Then::First { Then::First } else { then });
        let is_own_other = before.is_some_and(|before| before.is_own_other);
        review.comparing = Some(Comparing { document, next_number, then, is_own_other, found });
        if review.stamp.is_none_or(|(before, _)| before != index) {
            (review.at, review.stamp) = (None, None);
            std::mem::take(&mut review.compared).let_go();
        }
    }

    /// What is to be compared in the current document; `None` without a review or a document, or if that is only passed.
    fn question(&self) -> Option<Question> {
        let (review, work) = (self.review.as_ref()?, self.current_work()?);
        if review.passed.is_some() && review.passed == self.current {
            return None;
        }
        let is_compared = |set: &&Arc<AnnotationSet>| match (&review.of[..], review.aim) {
            ([], Aim::Gold) => true,
            ([], Aim::Suggestions) => self.is_program(set.annotator()),
            (of, _) => of.contains(set.annotator()),
        };
        let source = |set: &Arc<AnnotationSet>| {
            let is_voter = !review.of.is_empty() || review.aim == Aim::Suggestions || !self.is_program(set.annotator());
            Source { set: Arc::clone(set), is_voter }
        };
        let mut sources: Vec<Source> = self.others.iter().filter(is_compared).map(source).collect();
        if !sources.iter().any(|source| source.is_voter) {
            sources.iter_mut().for_each(|source| source.is_voter = true);
        }
        let is_own = review.aim == Aim::Suggestions;
        Some(Question {
            project: self.project.clone(),
            document: Arc::clone(&work.document),
            sources,
            target: work.set.clone(),
            own: is_own.then(|| Arc::new(self.known.identities.clone())),
            is_measured: review.filter.is_measured(),
            hides_names: review.hides_names,
            identities: review.identities.clone(),
            folder: self.disk.as_ref().map(|disk| Arc::clone(&disk.folder)),
        })
    }

    /// Takes what was compared when the history's next number was `from`.
    fn take_compared(&mut self, answer: Answer, from: u64, then: Then) {
        let Answer { compared, identities, problems } = answer;
        self.tell(problems);
        let stamp = self.stamp();
        let done = self.done_since(from);
        let Some(review) = &mut self.review else {
            return;
        };
        let is_other_document = review.stamp.map(|stamp| stamp.0) != stamp.map(|stamp| stamp.0);
        let at = review.at.filter(|_| !is_other_document).and_then(|at| review.key_of(at));
        std::mem::replace(&mut review.compared, compared).let_go();
        review.identities.extend(identities);
        review.at = at.and_then(|key| review.find(&key));
        review.stamp = stamp;
        match done {
            Some(done) => self.follow_done(&done),
            None => return self.compare(then),
        }
        if let Some(review) = self.review.as_ref().filter(|review| then == Then::First && review.at.is_none())
            && let Some(first) = review.other(None, true)
        {
            self.look_at_case(first);
        }
    }

    /// The document, and the number that the next entry of its history gets.
    fn stamp(&self) -> Option<(usize, u64)> {
        self.current.zip(self.current_work().map(|work| work.history.next_number()))
    }

    /// What was done to the current set since its history's next number was `from`; `None` if that cannot be followed.
    fn done_since(&self, from: u64) -> Option<Transaction> {
        let history = &self.current_work()?.history;
        if from > history.next_number() {
            return None;
        }
        let mut done = Transaction::new();
        for number in from..history.next_number() {
            let entry = history.entry(number).filter(|entry| !matches!(entry.deed, Deed::Renamed(_)))?;
            done.extend(entry.changes.transaction.iter().cloned());
        }
        Some(done)
    }

    /// Takes what became of the cases with what was done beside the window.
    pub(super) fn take_outcomes(&mut self, outcomes: Arc<Outcomes>, done: &[Change]) {
        let stamp = self.stamp();
        let Some(review) = &mut self.review else {
            return;
        };
        let at = review.at.and_then(|at| review.key_of(at));
        let before = std::mem::replace(&mut review.compared.outcomes, outcomes);
        let_go(before);
        review.at = at.and_then(|key| review.find(&key));
        review.stamp = stamp;
        self.compare_own(done);
    }

    /// What one says oneself is compared too, and anew when it changed.
    fn compare_own(&mut self, done: &[Change]) {
        let is_own = |change: &Change| matches!(change, Change::Annotation { .. });
        if self.review.as_ref().is_none_or(|review| review.aim != Aim::Suggestions) || !done.iter().any(is_own) {
            return;
        }
        self.compare(Then::Stay);
        let is_other = self.is_own_other(done);
        if let Some(comparing) = self.review.as_mut().and_then(|review| review.comparing.as_mut()) {
            comparing.is_own_other |= is_other;
        }
    }

    fn follow_done(&mut self, done: &[Change]) {
        let stamp = self.stamp();
        let Some(work) = self.current.and_then(|current| self.listed.get(current)?.work.as_deref()) else {
            return;
        };
        let Some(review) = &mut self.review else {
            return;
        };
        let at = review.at.filter(|_| !done.is_empty()).and_then(|at| review.key_of(at));
        review.compared.follow(&work.set, done);
        review.at = at.map_or(review.at, |key| review.find(&key));
        review.stamp = stamp;
    }

    /// Whether something that one says oneself came or became other than by a decision.
    fn is_own_other(&self, done: &[Change]) -> bool {
        let Some(review) = &self.review else {
            return false;
        };
        let is_by_hand = |change: &Change| match change {
            Change::Annotation { after: Some(after), .. } => !review.compared.outcomes.is_made(after.id),
            _ => false,
        };
        done.iter().any(is_by_hand)
    }
}

#[cfg(test)]
mod tests {
    use crate::review::outcomes::Outcomes;
    use crate::session::command::Command;
    use crate::session::script;
    use crate::session::state::Session;
    use crate::tests::random::{Random, rounds};
    use crate::tests::scratch::Scratch;

    const WORDS: usize = 12;
    const LABELS: [&str; 4] = ["person", "place", "visit", "favour"];

    /// Does something random with a word, or something that was labelled.
    fn annotate(random: &mut Random, session: &mut Session) {
        let (first, last) = (random.below(WORDS), random.below(6) / 5);
        let some = session.set().map_or(0, |set| set.len()) + 1;
        let line = match random.below(8) {
            0 => format!("choose {}\ndelete", 1 + random.below(some)),
            1 => format!("choose {}\nset-argument agent {}", 1 + random.below(some), 1 + random.below(some)),
            _ => {
                let end = (first + last).min(WORDS - 1) * 5 + 4;
                format!("select {}..{end}\nlabel {}", first * 5, random.choice(&LABELS))
            }
        };
        // What cannot be done is not done.
        let _: Result<(), crate::error::Error> = script::run(session, &line, "random").map(drop);
    }

    fn check(session: &Session, done: &str) {
        let review = session.review().expect("a review is open");
        let docket = review.docket().expect("somebody is compared");
        let anew = Outcomes::of(docket, session.set().expect("a document is open"));
        assert_eq!(*review.compared.outcomes, anew, "after {done}");
    }

    #[test]
    fn a_document_that_is_only_passed_is_not_compared_until_somebody_stays() {
        let scratch = Scratch::new("passed");
        ["a.txt", "b.txt"].iter().for_each(|text| scratch.write(text, "Layla met Bilal."));
        Session::create(scratch.path(), None).unwrap();
        for (who, label) in [("layla", "person"), ("minh", "place")] {
            let mut session = Session::open(scratch.path(), Some(who)).unwrap();
            let annotate = format!("open b\nselect \"Layla\"\nlabel {label}\nopen a\nselect \"Layla\"\nlabel {label}");
            script::run(&mut session, &annotate, "s").unwrap();
            session.flush().unwrap();
        }
        let mut session = Session::open(scratch.path(), Some("rana")).unwrap();
        script::run(&mut session, "open a\nreview", "s").unwrap();
        let found = |session: &Session| session.review().unwrap().items().len();
        assert_eq!(found(&session), 1);
        session.forget_compared();
        session.review.as_mut().unwrap().passed = session.current;
        session.follow_sources();
        assert_eq!(found(&session), 0);
        session.perform(&Command::parse("next-case").unwrap()).unwrap_err();
        session.follow_review();
        assert_eq!(found(&session), 1);
        script::run(&mut session, "agreement\nshow-cases\nnext-cases", "s").unwrap();
        assert_eq!((session.document().unwrap().id().as_str(), found(&session)), ("b", 1));
    }

    #[test]
    fn what_became_of_the_cases_is_followed_as_if_it_were_found_anew() {
        for seed in 0..rounds(6) as u64 {
            let mut random = Random::new(seed);
            let scratch = Scratch::new("outcomes");
            scratch.write("a.txt", (10..10 + WORDS).map(|word| format!("no{word} ")).collect::<String>());
            Session::create(scratch.path(), None).unwrap();
            let mut people = ["layla", "minh", "omar"].map(|who| Session::open(scratch.path(), Some(who)).unwrap());
            let mut work = |random: &mut Random, somebody: usize, count: usize| {
                (0..count).for_each(|_| annotate(random, &mut people[somebody]));
                people[somebody].flush().unwrap();
            };
            (0..3).for_each(|somebody| work(&mut random, somebody, 12));
            let mut session = Session::open(scratch.path(), Some("rana")).unwrap();
            let begin = if seed % 2 == 0 { "review" } else { "review-suggestions layla minh omar" };
            script::run(&mut session, begin, "s").unwrap();
            for _ in 0..60 {
                let count = session.review().map_or(0, |review| review.items().len()).max(1);
                let line = match random.below(14) {
                    0 => "undo".to_owned(),
                    1 => "redo".to_owned(),
                    2 => "adopt 2".to_owned(),
                    3 => "decide neither".to_owned(),
                    4 => "decide both".to_owned(),
                    5 => "decide edit".to_owned(),
                    6 => {
                        let somebody = random.below(3);
                        work(&mut random, somebody, 3);
                        "open a".to_owned()
                    }
                    7 | 8 => {
                        annotate(&mut random, &mut session);
                        "next-case".to_owned()
                    }
                    9 | 10 => format!("go-to-case {}", 1 + random.below(count)),
                    _ => format!("decide {}", 1 + random.below(2)),
                };
                // What cannot be done is not done.
                let _: Result<(), crate::error::Error> = session.perform(&Command::parse(&line).unwrap());
                check(&session, &line);
            }
        }
    }
}

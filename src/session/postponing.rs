//! What is put off: begun, heard, stopped. A command that leaves what is being changed beside the window, or needs another seat, or
//! cases that are still to be found, is done when that is there; the window goes on meanwhile. Without one it is waited for.

use std::sync::Arc;

use crate::error::Error;
use crate::model::id::AnnotatorId;

use super::command::Command;
use super::command::review::CaseFilter;
use super::comparing::is_long_to_measure;
use super::effect::Effect;
use super::job::Job;
use super::putting_off::{PutOff, Until};
use super::review::ReviewEffect;
use super::seating::{MakingReady, Ready};
use super::state::{Message, Session};

impl Session {
    /// Whether something is put off until something else is done.
    #[must_use]
    pub fn is_putting_off(&self) -> bool {
        self.put_off.is_some()
    }

    /// In whose seat one is about to sit, once it is ready.
    #[must_use]
    pub fn seat_to_come(&self) -> Option<&AnnotatorId> {
        self.put_off.as_ref()?.until.seat()
    }

    /// Refuses to change anything of the seat that is about to be left: whoever asks may mean the next one.
    pub(super) fn refuse_while_changing_seat(&self) -> Result<(), Error> {
        self.refuse_while_sitting_again()?;
        match self.put_off.as_ref().map(|put_off| &put_off.until) {
            Some(Until::Seated(..) | Until::Typed(_)) => {
                let into = self.seat_to_come().unwrap_or(&self.annotator);
                Err(Error::new(format!("you are about to work as `{into}`"))
                    .hint("try again in a moment; `stop-waiting` stays where you are"))
            }
            Some(Until::Changed | Until::Settled(_) | Until::Measured(_)) | None => Ok(()),
        }
    }

    /// Puts a command off, if it has to wait for something; returns what is to be said then.
    pub(super) fn put_off(&mut self, command: &Command, effect: &Effect) -> Option<String> {
        if !self.known.is_drawn {
            return None;
        }
        let until = self.until(effect)?;
        let said = match &until {
            Until::Changed => self.refuse_while_changing().err()?.message,
            Until::Measured(_) => "finding what annotators differ in".to_owned(),
            Until::Settled(_) | Until::Seated(..) | Until::Typed(_) => "saving what was done".to_owned(),
        };
        self.forget_put_off();
        let begins = matches!(until, Until::Settled(_));
        self.put_off = Some(PutOff { command: command.clone(), until });
        if begins {
            self.follow_put_off();
        }
        Some(format!("{said}; then `{command}`"))
    }

    /// Until when what a command does is to be put off, if it is.
    fn until(&mut self, effect: &Effect) -> Option<Until> {
        let seat = self.other_seat(effect);
        if let Some(seat) = seat.filter(|seat| self.ready.as_ref().is_none_or(|ready| ready.annotator != *seat)) {
            return Some(Until::Settled(seat));
        }
        let leaves = match effect {
            Effect::Open(index) | Effect::GoTo(index, _) => self.current != Some(*index),
            Effect::Review(ReviewEffect::Begin(..) | ReviewEffect::End) => true,
            Effect::Agreement(effect) => effect.is_walk(),
            Effect::Review(ReviewEffect::Filter(filter)) => {
                return self.measuring_for(filter).map(Until::Measured);
            }
            _ => false,
        };
        (leaves && self.changing.is_some()).then_some(Until::Changed)
    }

    /// Makes nothing of what is put off.
    pub(super) fn stop_waiting(&mut self) -> String {
        if self.is_putting_off() {
            self.forget_put_off();
        } else if !self.stop_sitting() {
            return "it is to stop if nothing is done of it yet".to_owned();
        }
        "stopped; nothing has changed".to_owned()
    }

    pub(super) fn forget_put_off(&mut self) {
        if let Some(PutOff { until, .. }) = self.put_off.take()
            && until.seat().is_some()
        {
            self.give_up(until);
        }
    }

    /// Keeps what was still being typed where one sits until now; nobody can mean another seat with it.
    pub fn keep_typed(&mut self, typed: &[Command]) {
        let put_off = self.put_off.take();
        for command in typed {
            // What cannot be done is the session's message.
            let _ = self.perform(command);
        }
        self.put_off = put_off;
    }

    /// Whether what is still being typed is to be kept now, since the seat is about to be left.
    #[must_use]
    pub fn is_about_to_leave(&self) -> bool {
        self.put_off.as_ref().is_some_and(|put_off| matches!(put_off.until, Until::Typed(_)))
    }

    /// Does what was put off, if that is no longer to be waited for.
    pub(super) fn follow_put_off(&mut self) {
        let Some(PutOff { command, until }) = self.put_off.take() else {
            return;
        };
        let until = match until {
            Until::Changed if self.changing.is_none() => return self.do_put_off(&command, None),
            Until::Measured(job) => match job.answer() {
                Some(Ok(())) => return self.do_put_off(&command, None),
                Some(Err(error)) => return self.fail_put_off(error),
                None => Until::Measured(job),
            },
            Until::Settled(seat) if self.is_settled() => match self.wanted_seat(seat.clone()) {
                Ok(wanted) => Until::Seated(seat, MakingReady::begin(wanted, self.waker())),
                Err(error) => return self.fail_put_off(error),
            },
            Until::Seated(seat, making) => match making.answer() {
                Some(Ok(ready)) => {
                    // The next frame sits down.
                    self.waker().into_iter().for_each(|wake| wake());
                    Until::Typed(ready)
                }
                Some(Err(error)) => return self.fail_put_off(error),
                None => Until::Seated(seat, making),
            },
            Until::Typed(ready) if self.is_still_ready(&ready) => return self.do_put_off(&command, Some(ready)),
            Until::Typed(ready) => {
                let seat = ready.annotator.clone();
                self.give_up(ready);
                Until::Settled(seat)
            }
            until @ (Until::Changed | Until::Settled(_)) => until,
        };
        self.put_off = Some(PutOff { command, until });
    }

    fn do_put_off(&mut self, command: &Command, ready: Option<Box<Ready>>) {
        self.ready = ready;
        // What cannot be done is the session's message.
        let _ = self.perform(command);
        if let Some(ready) = self.ready.take() {
            self.give_up(ready);
        }
    }

    fn fail_put_off(&mut self, error: Error) {
        self.revision += 1;
        self.message = Some(Message::Failed(error));
    }

    /// Finds by which measures annotators differ, if a filter of cases goes by that and it takes longer than a frame.
    fn measuring_for(&self, filter: &CaseFilter) -> Option<Job<()>> {
        let docket = self.review.as_ref()?.docket()?;
        if !filter.is_measured() || docket.is_measured() || !is_long_to_measure(docket) {
            return None;
        }
        let docket = Arc::clone(docket);
        Some(Job::start_waking(self.waker(), move |_| {
            docket.measure();
            Ok(())
        }))
    }
}

//! The machine's clock.

use std::time::{SystemTime, UNIX_EPOCH};

use crate::model::moment::Moment;

/// The present moment, as the machine believes it to be; its clock may jump.
#[must_use]
pub fn now() -> Moment {
    let ms = |duration: std::time::Duration| i64::try_from(duration.as_millis()).unwrap_or(i64::MAX);
    Moment(match SystemTime::now().duration_since(UNIX_EPOCH) {
        Ok(since) => ms(since),
        Err(before) => -ms(before.duration()),
    })
}

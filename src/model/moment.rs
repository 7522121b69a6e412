//! A moment in time, in milliseconds since 1970 (UTC). It knows no clock: moments are handed in. Written as RFC 3339.

use std::fmt;
use std::str::FromStr;

/// Milliseconds since 1970-01-01T00:00:00Z; negative before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Moment(pub i64);

const DAY_MS: i64 = 86_400_000;

/// A date of the Gregorian calendar, which is taken to reach back for ever.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date {
    pub year: i64,
    /// From 1.
    pub month: i64,
    /// From 1.
    pub day: i64,
}

impl Moment {
    /// The day in UTC.
    #[must_use]
    pub fn date(self) -> Date {
        // Howard Hinnant's `civil_from_days`: years begin in March, so that the leap day comes last.
        let days = self.0.div_euclid(DAY_MS) + 719_468;
        let era = days.div_euclid(146_097);
        let of_era = days.rem_euclid(146_097);
        let year_of_era = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
        let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let month_from_march = (5 * of_year + 2) / 153;
        let day = of_year - (153 * month_from_march + 2) / 5 + 1;
        let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
        Date { year: era * 400 + year_of_era + i64::from(month <= 2), month, day }
    }

    /// Hour, minute, second and millisecond in UTC.
    #[must_use]
    pub fn time(self) -> (i64, i64, i64, i64) {
        let of_day = self.0.rem_euclid(DAY_MS);
        (of_day / 3_600_000, of_day / 60_000 % 60, of_day / 1000 % 60, of_day % 1000)
    }

    /// `2026-11-22 02:26`, in UTC: what people read.
    #[must_use]
    pub fn to_minutes(self) -> String {
        let (date, (hour, minute, ..)) = (self.date(), self.time());
        format!("{date} {hour:02}:{minute:02}")
    }
}

impl Date {
    /// Days since 1970-01-01.
    fn days(self) -> i64 {
        let Date { year, month, day } = self;
        let year = if month <= 2 { year - 1 } else { year };
        let era = year.div_euclid(400);
        let year_of_era = year.rem_euclid(400);
        let month_from_march = (month + 9) % 12;
        let of_year = (153 * month_from_march + 2) / 5 + day - 1;
        era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + of_year - 719_468
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Date { year, month, day } = self;
        write!(f, "{year:04}-{month:02}-{day:02}")
    }
}

impl FromStr for Date {
    type Err = ();

    /// Reads what `Display` writes.
    fn from_str(written: &str) -> Result<Self, ()> {
        format!("{written}T00:00:00.000Z").parse::<Moment>().map(Moment::date)
    }
}

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (date, (hour, minute, second, ms)) = (self.date(), self.time());
        write!(f, "{date}T{hour:02}:{minute:02}:{second:02}.{ms:03}Z")
    }
}

impl FromStr for Moment {
    type Err = ();

    /// Reads what `Display` writes.
    fn from_str(written: &str) -> Result<Self, ()> {
        let is_form = written.len() == 24 && written.is_ascii();
        let marks = [(4, b'-'), (7, b'-'), (10, b'T'), (13, b':'), (16, b':'), (19, b'.'), (23, b'Z')];
        if !is_form || marks.iter().any(|(at, mark)| written.as_bytes()[*at] != *mark) {
            return Err(());
        }
        let number = |from: usize, to: usize| -> Result<i64, ()> {
            let digits = &written[from..to];
            if digits.bytes().all(|byte| byte.is_ascii_digit()) { digits.parse().map_err(|_| ()) } else { Err(()) }
        };
        let date = Date { year: number(0, 4)?, month: number(5, 7)?, day: number(8, 10)? };
        let (hour, minute, second, ms) = (number(11, 13)?, number(14, 16)?, number(17, 19)?, number(20, 23)?);
        if !(1..=12).contains(&date.month) || !(1..=31).contains(&date.day) || hour > 23 || minute > 59 || second > 59 {
            return Err(());
        }
        Ok(Self(date.days() * DAY_MS + ((hour * 60 + minute) * 60 + second) * 1000 + ms))
    }
}

#[cfg(test)]
mod tests {
    use super::Moment;

    #[test]
    fn moments_are_written_and_read_back() {
        for (ms, written) in [
            (0, "1970-01-01T00:00:00.000Z"),
            (951_782_399_999, "2000-02-28T23:59:59.999Z"),
            (951_868_800_000, "2000-03-01T00:00:00.000Z"),
            (1_795_314_371_482, "2026-11-22T02:26:11.482Z"),
            (-1, "1969-12-31T23:59:59.999Z"),
        ] {
            assert_eq!(Moment(ms).to_string(), written);
            assert_eq!(written.parse(), Ok(Moment(ms)));
        }
    }

    #[test]
    fn what_is_no_moment_is_refused() {
        for written in
            ["", "2026-11-22", "2026-13-01T00:00:00.000Z", "2026-11-22T02:26:11.48२Z", "+026-11-22T02:26:11.482Z"]
        {
            assert_eq!(written.parse::<Moment>(), Err(()), "{written}");
        }
    }
}

//! What the citizen does: what they were told is remembered, and held against what comes of it.

use std::path::PathBuf;

use hues_core::report::{Answer, Category, LocationRule, PhotoRule, QuestionKind};
use hues_core::{
    ApiError, Client, DraftEdit, Location, LocationSource, PhotoHint, Point, ReportId, ReportState,
    SendAnyway,
};

use super::{Ended, Phone, Sent, machine, unexpected};
use crate::photo;
use crate::promise::Broken;
use crate::scenario::Deed;

impl Phone {
    /// The citizen does something; what they were told is remembered, and held against what comes of it.
    pub(crate) fn act(&mut self, deed: Deed, target: usize) -> Result<(), Broken> {
        let index = target.checked_rem(self.sent.len());
        match (deed, index) {
            (Deed::Report { photos }, _) => self.report(photos, LocationRule::Required),
            (Deed::Ask { photos }, _) => self.report(photos, LocationRule::None),
            (Deed::EditAgain, Some(index)) => self.edit_again(index),
            (Deed::Amend, Some(index)) => self.amend(index),
            (Deed::Resolve { mine: Some(mine) }, _) => self.resolve_all(mine).map(|_| ()),
            (Deed::Resolve { mine: None }, Some(index)) => self.drop_amendment(index),
            (Deed::HandOver, _) => self.hand_over(),
            (Deed::SystemSends { percent, word }, _) => self.system_sends(percent, word),
            (Deed::Reply, Some(index)) => self.reply(index),
            (Deed::Unsend, Some(index)) => self.unsend(index),
            (Deed::Rate(satisfaction), Some(index)) => self.rate(index, satisfaction),
            (Deed::Withdraw, Some(index)) => self.withdraw(index),
            (Deed::Keep, Some(index)) => self.keep(index),
            (Deed::TryNow, Some(index)) => self.on(index, |client, id| client.reports().try_now(id)),
            (Deed::SendAnyway, Some(index)) => {
                let how = SendAnyway::OverMobileDataOnBattery;
                self.on(index, |client, id| client.reports().send_anyway(id, how))
            }
            (Deed::Thrift(wait), _) => {
                self.call(|client| client.set_photos_wait_for_unmetered(wait))?;
                Ok(())
            }
            (Deed::CallForHelp, _) => self.call_for_help(),
            (Deed::CancelCall, _) => self.cancel_call(),
            (Deed::Restart, _) => self.start_again(),
            (Deed::Reboot, _) => {
                self.fate.switch_off();
                self.start_again()
            }
            (Deed::ClockJump { seconds }, _) => {
                self.fate.set_clock(seconds);
                Ok(())
            }
            _ => Ok(()),
        }
    }

    fn on(
        &mut self,
        index: usize,
        call: impl FnOnce(&Client, ReportId) -> Result<(), ApiError>,
    ) -> Result<(), Broken> {
        let id = self.sent[index].id;
        match self.call(|client| call(client, id))? {
            Ended::Told(Err(error)) => Err(unexpected("a harmless call", &error)),
            Ended::Told(Ok(())) | Ended::Died => Ok(()),
        }
    }

    fn report(&mut self, photos: usize, about: LocationRule) -> Result<(), Broken> {
        let text = format!("Phản ánh thứ {} của máy này", self.sent.len());
        let Ended::Told(id) = self.call(|client| client.reports().create())? else { return Ok(()) };
        let id = id.map_err(|error| unexpected("create", &error))?;
        let album = self.folder.with_extension("album");
        let files = (0..photos).map(|n| photo::write(&album, self.sent.len() * 3 + n));
        let files: Vec<PathBuf> = files.collect::<Result<_, _>>().map_err(|error| machine(&error))?;
        let written = self.call(|client| {
            let reports = client.reports();
            let categories = reports.categories()?;
            let takes_photos =
                |rule| if photos == 0 { rule != PhotoRule::Required } else { rule != PhotoRule::None };
            // The one that agencies are asked by wants to know which.
            let asks_nothing = |one: &Category| {
                about == LocationRule::None || one.questions.iter().all(|question| !question.required)
            };
            let fits =
                |one: &&Category| takes_photos(one.photo) && one.location == about && asks_nothing(one);
            let category = categories.categories.iter().find(fits);
            reports.edit(id, DraftEdit::Category(category.map(|one| one.id.clone()).unwrap_or_default()))?;
            for question in category.iter().flat_map(|one| &one.questions).filter(|one| one.required) {
                let QuestionKind::Choice { options } = &question.kind else { continue };
                let answer = options.first().map(|option| Answer::Chosen(option.id.clone()));
                reports.edit(id, DraftEdit::Answer { question: question.id.clone(), answer })?;
            }
            reports.edit(id, DraftEdit::Text(text.clone()))?;
            // Also where it is about none: the phone keeps that to itself.
            reports.edit(id, DraftEdit::Location(Some(here())))?;
            reports.edit(id, DraftEdit::Address(Some("Trước chợ".to_owned())))?;
            for file in &files {
                reports.add_photo(id, file, PhotoHint::default())?;
            }
            Ok(())
        })?;
        match written {
            Ended::Told(Ok(())) => {}
            Ended::Told(Err(error)) => return Err(unexpected("a draft", &error)),
            // It stays a draft; the citizen begins anew.
            Ended::Died => return Ok(()),
        }
        let submitted = self.call(|client| client.reports().submit(id))?;
        let sent = Sent { id, text, photos, about, said: Vec::new(), unsure: false, withdrawn: false };
        match submitted {
            Ended::Told(Ok(())) => self.sent.push(sent),
            Ended::Told(Err(error)) => return Err(unexpected("submit", &error)),
            Ended::Died => {
                if self.state(id)? != ReportState::Draft {
                    self.sent.push(sent);
                }
            }
        }
        Ok(())
    }

    /// Back to a draft, another text, and sent again; only while the city can't have it.
    fn edit_again(&mut self, index: usize) -> Result<(), Broken> {
        let id = self.sent[index].id;
        match self.call(|client| client.reports().edit_again(id))? {
            Ended::Told(Err(ApiError::NotFound)) => return Ok(()),
            Ended::Told(Err(error)) => return Err(unexpected("edit_again", &error)),
            Ended::Died if self.state(id)? != ReportState::Draft => return Ok(()),
            Ended::Told(Ok(())) | Ended::Died => {}
        }
        if self.world.city(|model| model.may_have(id)) {
            let how = format!("report {id} was taken back to a draft after it had left the phone");
            return Err(Broken::new("after its first byte a report is not edited any more", how));
        }
        // A process that dies in here leaves a draft; the citizen finds it and goes on.
        let text = format!("{}, viết lại", self.sent[index].text);
        for _ in 0..2 {
            let again = self.call(|client| {
                client.reports().edit(id, DraftEdit::Text(text.clone()))?;
                client.reports().submit(id)
            })?;
            match again {
                Ended::Told(Ok(())) => break,
                Ended::Told(Err(error)) => return Err(unexpected("submit again", &error)),
                Ended::Died if self.state(id)? != ReportState::Draft => break,
                Ended::Died => {}
            }
        }
        self.sent[index].text = text;
        Ok(())
    }
}

pub(super) fn here() -> Location {
    Location {
        point: Point::new(16.4698, 107.5786).unwrap_or_else(|_| unreachable!("a position on Earth")),
        accuracy_m: Some(8.0),
        fixed_at: None,
        source: LocationSource::Gps,
        mock: false,
    }
}

//! What the citizen does about a report that was sent: changes it, says something, rates it, takes it back.

use hues_core::report::{Rating, Satisfaction};
use hues_core::{AmendmentChoice, ApiError, DraftEdit, ReportId, ReportState};

use super::deeds::here;
use super::{Ended, Phone, unexpected};
use crate::promise::Broken;

impl Phone {
    /// Another text for what the city has or may have.
    pub(super) fn amend(&mut self, index: usize) -> Result<(), Broken> {
        let id = self.sent[index].id;
        self.amended_so_far += 1;
        let text = format!("Phản ánh sửa lần {}", self.amended_so_far);
        let edits = vec![DraftEdit::Text(text.clone()), DraftEdit::Location(Some(here()))];
        match self.call(|client| client.reports().amend(id, edits))? {
            Ended::Told(Ok(())) => self.sent[index].text = text,
            Ended::Told(Err(ApiError::NotFound)) => {}
            Ended::Told(Err(error)) => return Err(unexpected("amend", &error)),
            Ended::Died => self.sent[index].text = self.shown_text(id)?,
        }
        Ok(())
    }

    /// They choose wherever there is something to choose; whether there was.
    pub(crate) fn resolve_all(&mut self, mine: bool) -> Result<bool, Broken> {
        let choice = if mine { AmendmentChoice::Mine } else { AmendmentChoice::Theirs };
        let mut chose = false;
        for index in 0..self.sent.len() {
            let id = self.sent[index].id;
            let view = self.client()?.reports().get(id).map_err(|error| unexpected("get", &error))?;
            let conflicts = view.amendment.map(|amendment| amendment.conflicts).unwrap_or_default();
            for conflict in conflicts {
                chose = true;
                match self.call(|client| client.reports().resolve(id, conflict.part, choice))? {
                    Ended::Told(Ok(())) | Ended::Died => self.sent[index].text = self.shown_text(id)?,
                    Ended::Told(Err(error)) => return Err(unexpected("resolve", &error)),
                }
            }
        }
        Ok(chose)
    }

    pub(super) fn drop_amendment(&mut self, index: usize) -> Result<(), Broken> {
        let id = self.sent[index].id;
        match self.call(|client| client.reports().drop_amendment(id))? {
            Ended::Told(Ok(())) | Ended::Died => self.sent[index].text = self.shown_text(id)?,
            Ended::Told(Err(ApiError::NotFound)) => {}
            Ended::Told(Err(error)) => return Err(unexpected("drop_amendment", &error)),
        }
        Ok(())
    }

    pub(super) fn shown_text(&self, id: ReportId) -> Result<String, Broken> {
        let view = self.client()?.reports().get(id);
        Ok(view.map_err(|error| unexpected("get", &error))?.draft.text)
    }

    pub(super) fn reply(&mut self, index: usize) -> Result<(), Broken> {
        let id = self.sent[index].id;
        self.said_so_far += 1;
        let text = format!("Lời nhắn {}", self.said_so_far);
        match self.call(|client| client.reports().reply(id, &text))? {
            Ended::Told(Ok(message)) => self.sent[index].said.push((message, text)),
            Ended::Told(Err(ApiError::NotFound)) => {}
            Ended::Told(Err(error)) => return Err(unexpected("reply", &error)),
            Ended::Died => self.sent[index].unsure = true,
        }
        Ok(())
    }

    pub(super) fn unsend(&mut self, index: usize) -> Result<(), Broken> {
        let sent = &self.sent[index];
        let (id, Some((message, _))) = (sent.id, sent.said.last().cloned()) else { return Ok(()) };
        match self.call(|client| client.reports().unsend(id, message))? {
            Ended::Told(Ok(())) => {
                self.sent[index].said.pop();
            }
            Ended::Told(Err(ApiError::NotFound)) => {}
            Ended::Told(Err(error)) => return Err(unexpected("unsend", &error)),
            Ended::Died => self.sent[index].unsure = true,
        }
        Ok(())
    }

    pub(super) fn rate(&mut self, index: usize, satisfaction: Satisfaction) -> Result<(), Broken> {
        let id = self.sent[index].id;
        match self.call(|client| client.reports().rate(id, &Rating { satisfaction, comment: None }))? {
            Ended::Told(Ok(()) | Err(ApiError::NotFound)) | Ended::Died => Ok(()),
            Ended::Told(Err(error)) => Err(unexpected("rate", &error)),
        }
    }

    pub(super) fn withdraw(&mut self, index: usize) -> Result<(), Broken> {
        let id = self.sent[index].id;
        match self.call(|client| client.reports().withdraw(id))? {
            Ended::Told(Ok(())) => self.sent[index].withdrawn = true,
            Ended::Told(Err(ApiError::NotFound)) => {}
            Ended::Told(Err(error)) => return Err(unexpected("withdraw", &error)),
            Ended::Died => self.sent[index].withdrawn = self.is_taken_back(id)?,
        }
        Ok(())
    }

    pub(super) fn keep(&mut self, index: usize) -> Result<(), Broken> {
        let id = self.sent[index].id;
        match self.call(|client| client.reports().keep(id))? {
            Ended::Told(Ok(())) => self.sent[index].withdrawn = false,
            Ended::Told(Err(ApiError::NotFound)) => {}
            Ended::Told(Err(error)) => return Err(unexpected("keep", &error)),
            Ended::Died => self.sent[index].withdrawn = self.is_taken_back(id)?,
        }
        Ok(())
    }

    pub(super) fn is_taken_back(&self, id: ReportId) -> Result<bool, Broken> {
        let state = self.state(id)?;
        Ok(matches!(state, ReportState::Withdrawing { .. } | ReportState::Withdrawn)
            || matches!(state, ReportState::Parked { ref code, .. } if code == "report-closed"))
    }
}

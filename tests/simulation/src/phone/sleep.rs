//! The app sleeps, and the system sends what was handed to it.

use hues_core::BackgroundOutcome;

use super::{Phone, machine, unexpected};
use crate::promise::Broken;
use crate::scenario::SystemsWord;

impl Phone {
    /// The app goes to sleep; the process may not survive it.
    pub(super) fn hand_over(&mut self) -> Result<(), Broken> {
        let (client, fate) = (self.client()?, &self.fate);
        // What is prepared as the app falls asleep is no round; the next one begins with the call.
        let calls = fate.calls();
        fate.set_calls(false);
        fate.may_die(true);
        let told = self.runtime.block_on(async {
            tokio::select! {
                biased;
                () = fate.death() => None,
                uploads = client.prepare_background_uploads() => Some(uploads),
            }
        });
        fate.may_die(false);
        fate.set_calls(calls);
        match told {
            Some(Ok(_)) if !self.fate.is_dead() => Ok(()),
            Some(Err(error)) if !self.fate.is_dead() => Err(unexpected("prepare_background_uploads", &error)),
            _ => self.start_again(),
        }
    }

    /// The system sends each file as far as it gets, while the app may not even run.
    pub(super) fn system_sends(&mut self, percent: u8, word: SystemsWord) -> Result<(), Broken> {
        let uploads = self.client()?.background_uploads();
        for upload in uploads.map_err(|error| unexpected("background_uploads", &error))? {
            let body = std::fs::read(&upload.body_file).map_err(|error| machine(&error))?;
            let offset = upload.headers.iter().find(|(name, _)| name == "Upload-Offset");
            let offset = offset.and_then(|(_, offset)| offset.parse().ok()).unwrap_or_default();
            let sent = &body[..body.len() * usize::from(percent) / 100];
            let answer = self.world.city(|model| model.append(&upload.url, offset, sent));
            let tus = |status, offset: u64| BackgroundOutcome::Answered {
                status,
                headers: vec![
                    ("tus-resumable".to_owned(), "1.0.0".to_owned()),
                    ("upload-offset".to_owned(), offset.to_string()),
                ],
            };
            let outcome = match (word, answer) {
                (SystemsWord::Silence, _) => continue,
                (SystemsWord::Done, _) => tus(204, offset + body.len() as u64),
                (SystemsWord::Failed, _) => BackgroundOutcome::Failed,
                (SystemsWord::Stopped, _) => BackgroundOutcome::Stopped,
                (SystemsWord::Gone, _) => tus(410, 0),
                (SystemsWord::Truth, Ok(arrived)) => tus(204, arrived),
                (SystemsWord::Truth, Err(_)) => tus(409, 0),
            };
            self.call(|client| client.report_background_upload(upload.id, &outcome))?;
        }
        Ok(())
    }
}

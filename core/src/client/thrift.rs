//! What the citizen and the platform ask to be sparing with: mobile data, the battery, the room on the phone.

use super::Client;
use crate::error::ApiError;
use crate::outbox::{Battery, Thrift, is_little_room};
use crate::store::Setting;

impl Client {
    /// Whether photos wait for a network that does not cost by the byte. At first they do not.
    ///
    /// # Errors
    /// [`ApiError::Closed`], or an error of the phone itself.
    pub fn photos_wait_for_unmetered(&self) -> Result<bool, ApiError> {
        self.with(|open| Ok(open.engine.conditions().thrift.photos_wait_for_unmetered))
    }

    /// The citizen chooses; what waits or may go follows at once. Texts and warnings never wait.
    ///
    /// # Errors
    /// [`ApiError::StorageFull`], [`ApiError::Closed`], or an error of the phone itself.
    pub fn set_photos_wait_for_unmetered(&self, wait: bool) -> Result<(), ApiError> {
        self.choose(Setting::PhotosWaitForUnmetered, wait, |thrift| thrift.photos_wait_for_unmetered = wait)
    }

    /// Whether videos wait for a network that does not cost by the byte. At first they do.
    ///
    /// # Errors
    /// [`ApiError::Closed`], or an error of the phone itself.
    pub fn videos_wait_for_unmetered(&self) -> Result<bool, ApiError> {
        self.with(|open| Ok(open.engine.conditions().thrift.videos_wait_for_unmetered))
    }

    /// The citizen chooses for videos; what waits or may go follows at once.
    ///
    /// # Errors
    /// [`ApiError::StorageFull`], [`ApiError::Closed`], or an error of the phone itself.
    pub fn set_videos_wait_for_unmetered(&self, wait: bool) -> Result<(), ApiError> {
        self.choose(Setting::VideosWaitForUnmetered, wait, |thrift| thrift.videos_wait_for_unmetered = wait)
    }

    /// The platform says what it knows of the battery; while that is to be spared, photos and videos wait.
    ///
    /// # Errors
    /// [`ApiError::Closed`].
    pub fn set_battery(&self, battery: Battery) -> Result<(), ApiError> {
        self.hear(|thrift| thrift.battery_low = battery.is_low())
    }

    /// The platform says how many bytes the app may still write; when they are few, nothing is copied for the system to send while the app
    /// sleeps.
    ///
    /// # Errors
    /// [`ApiError::Closed`].
    pub fn set_free_space(&self, bytes: u64) -> Result<(), ApiError> {
        self.hear(|thrift| thrift.storage_low = is_little_room(bytes))
    }

    fn hear(&self, change: impl Fn(&mut Thrift)) -> Result<(), ApiError> {
        if self.hears_asleep(|heard| change(&mut heard.conditions.thrift)) {
            return Ok(());
        }
        self.with(|open| {
            let known = open.engine.conditions().thrift;
            let mut heard = known;
            change(&mut heard);
            if heard != known {
                open.engine.change_thrift(|thrift| change(thrift));
                open.control.wake();
            }
            Ok(())
        })
    }

    fn choose(&self, setting: Setting, wait: bool, change: impl FnOnce(&mut Thrift)) -> Result<(), ApiError> {
        self.with(|open| {
            open.engine.store.write(|db| db.set_setting(setting, &wait))?;
            open.engine.change_thrift(change);
            open.control.wake();
            Ok(())
        })
    }
}

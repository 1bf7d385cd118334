//! What the citizen and the platform ask to be sparing with: mobile data, the battery.

use super::Client;
use crate::error::ApiError;
use crate::outbox::Thrift;
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

    /// The platform says whether the battery is low and not being charged; photos and videos wait then.
    ///
    /// # Errors
    /// [`ApiError::Closed`].
    pub fn set_battery_low(&self, low: bool) -> Result<(), ApiError> {
        self.hear(|thrift| thrift.battery_low = low)
    }

    /// The platform says whether there is little room left on the phone; then nothing is copied for the system to send while the app sleeps.
    ///
    /// # Errors
    /// [`ApiError::Closed`].
    pub fn set_storage_low(&self, low: bool) -> Result<(), ApiError> {
        self.hear(|thrift| thrift.storage_low = low)
    }

    fn hear(&self, change: impl Fn(&mut Thrift)) -> Result<(), ApiError> {
        if self.hears_asleep(|heard| change(&mut heard.conditions.thrift)) {
            return Ok(());
        }
        self.with(|open| {
            open.engine.change_thrift(|thrift| change(thrift));
            open.control.wake();
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

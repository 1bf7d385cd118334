//! What the citizen and the platform ask to be sparing with: mobile data, the battery.

use super::Client;
use crate::error::ApiError;
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
        self.with(|open| {
            open.engine.store.write(|db| db.set_setting(Setting::PhotosWaitForUnmetered, &wait))?;
            open.engine.change_thrift(|thrift| thrift.photos_wait_for_unmetered = wait);
            open.control.wake();
            Ok(())
        })
    }

    /// The platform says whether the battery is low and not being charged; photos wait then.
    ///
    /// # Errors
    /// [`ApiError::Closed`].
    pub fn set_battery_low(&self, low: bool) -> Result<(), ApiError> {
        if self.hears_asleep(|heard| heard.conditions.thrift.battery_low = low) {
            return Ok(());
        }
        self.with(|open| {
            open.engine.change_thrift(|thrift| thrift.battery_low = low);
            open.control.wake();
            Ok(())
        })
    }
}

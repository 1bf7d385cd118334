//! A citizen who drafts, and what they see after each thing that they do.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::sync::Arc;

use hues_core::media::Region;
use hues_core::{
    ApiError, BackgroundOutcome, BackgroundUpload, Client, Config, DraftEdit, Location, LocationSource,
    Network, PhotoHint, PhotoId, Point, ReportId, Reports, SosCall,
};
use journeys::{FileKeyGuard, config, fixture};
use tempfile::TempDir;

use crate::post_office::PostOffice;
use disk::{Disk, DiskFiles, Entry, Record, vfs};

/// The name of the VFS that asks the disk.
const VFS: &str = "crash";

/// A folder that is gone afterwards, in memory if the system has room there: nothing here depends on a disk's own syncs, which take long.
///
/// # Panics
/// When there is no room.
#[must_use]
pub fn scratch() -> TempDir {
    tempfile::tempdir_in("/dev/shm").or_else(|_| TempDir::new()).expect("a folder")
}

/// The configuration of a phone that reaches next to nothing of its city, on a disk if there is one. A process has one disk.
#[must_use]
pub fn phone(data_dir: &Path, keystore: &Path, disk: Option<Arc<dyn Disk>>) -> Config {
    let config = config(data_dir, Arc::new(FileKeyGuard::new(keystore)), "http://127.0.0.1:9", "");
    let config = Config { gateway: Some(Arc::new(PostOffice::default())), ..config };
    match disk {
        None => config,
        Some(disk) => {
            vfs::register(VFS, Arc::clone(&disk));
            Config { files: Arc::new(DiskFiles(disk)), database_vfs: Some(VFS.to_owned()), ..config }
        }
    }
}

/// What the citizen sees of all that they have: the same whatever ids and times it has.
///
/// # Errors
/// Those of the client, when something does not open.
pub fn seen(client: &Client) -> Result<String, ApiError> {
    let reports = client.reports();
    let mut views = reports
        .list(0, 100)?
        .into_iter()
        .map(|report| reports.get(report.id))
        .collect::<Result<Vec<_>, _>>()?;
    views.sort_by_key(|view| view.id);
    let mut seen = String::new();
    for view in views {
        let place = view.draft.location.map(|location| location.point.lat());
        let category = view.draft.category.as_deref().unwrap_or("-");
        let _ = write!(seen, "[{} {category} {place:?} {:?}", view.state.name(), view.draft.text);
        for photo in &view.photos {
            let _ = write!(seen, " {}", &photo.attachment.sha256[..8]);
            photos(&reports, &[photo.id], &mut seen)?;
        }
        seen.push(']');
    }
    for upload in client.background_uploads()? {
        let lies_there = fs::metadata(&upload.body_file).map_or(0, |file| file.len());
        let _ = write!(seen, "(handed over {} of {lies_there})", upload.size);
    }
    for call in client.sos().list()? {
        let _ = write!(seen, "<{} {:?}>", call.state.name(), call.call.note);
    }
    for draft in reports.discarded()? {
        let _ = write!(seen, "(discarded {:?}", draft.title.vi);
        photos(&reports, &draft.photos, &mut seen)?;
        seen.push(')');
    }
    Ok(seen)
}

/// How large each photo's picture and thumbnail are, which takes opening them.
fn photos(reports: &Reports<'_>, photos: &[PhotoId], seen: &mut String) -> Result<(), ApiError> {
    for photo in photos {
        let (picture, thumbnail) = (reports.picture(*photo)?.len(), reports.thumbnail(*photo)?.len());
        let _ = write!(seen, " +{picture}+{thumbnail}");
    }
    Ok(())
}

/// A session under way.
struct Session<'a> {
    client: &'a Client,
    done: &'a mut dyn FnMut(&Client) -> Result<(), ApiError>,
}

impl Session<'_> {
    /// One thing that the citizen does, and that they saw it done.
    fn step<T>(&mut self, work: impl FnOnce(&Client) -> Result<T, ApiError>) -> Result<T, ApiError> {
        let value = work(self.client)?;
        (self.done)(self.client)?;
        Ok(value)
    }

    fn edit(&mut self, id: ReportId, edit: DraftEdit) -> Result<(), ApiError> {
        self.step(|client| client.reports().edit(id, edit).map(|_| ()))
    }

    fn sync(&mut self) -> Result<(), ApiError> {
        self.step(|client| waiting(client.sync()).map(|_| ()))
    }

    /// What the system got to send.
    fn hand_over(&mut self) -> Result<Vec<BackgroundUpload>, ApiError> {
        self.step(|client| waiting(client.prepare_background_uploads()))
    }

    fn photograph(&mut self, id: ReportId, photo: &str) -> Result<PhotoId, ApiError> {
        let photo = fixture(photo);
        self.step(|client| Ok(client.reports().add_photo(id, &photo, PhotoHint::default())?.id))
    }
}

/// A call that waits for the network, on this thread.
fn waiting<T>(call: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime").block_on(call)
}

/// Plays the session: three reports are drafted with text and photos, a face is hidden in one photo, one report is copied and the copy erased, one is discarded, taken back, discarded again and erased, one sent on its way, taken back, changed and sent on its way
/// again; the key is changed, and the app sleeps for a while; the city gets the text, the system the photo, which it does not send, then the
/// citizen takes the report back; they call for help, take it back, call again, and take that back when the city has it. `done` is called after the opening and after each thing that the citizen does.
///
/// # Errors
/// Those of the client.
pub fn play(client: &Client, done: &mut dyn FnMut(&Client) -> Result<(), ApiError>) -> Result<(), ApiError> {
    const SMALL: &str = "photos/gps_1x1_pixel.jpg";
    let mut session = Session { client, done };
    session.step(|_| Ok(()))?;
    let hole = session.step(|client| client.reports().create())?;
    session.edit(hole, DraftEdit::Category("road-damage".into()))?;
    session.edit(hole, DraftEdit::Text("Ổ gà".into()))?;
    let cat = session.photograph(hole, "photos/progressive_cat.jpg")?;
    let face = [Region::new(0.3, 0.2, 0.3, 0.3).expect("a region")];
    session.step(|client| client.reports().hide_in_photo(hole, cat, &face))?;
    session.edit(hole, DraftEdit::Location(Some(pin())))?;
    let flood = session.step(|client| client.reports().create())?;
    session.edit(flood, DraftEdit::Text("Ngập ở ngã tư, nước lên nhanh".into()))?;
    session.photograph(flood, SMALL)?;
    let copy = session.step(|client| client.reports().duplicate(flood))?;
    session.step(|client| client.reports().discard(copy))?;
    session.step(|client| client.reports().erase(copy))?;
    session.edit(hole, DraftEdit::Text("Ổ gà sâu trước chợ".into()))?;
    session.step(|client| client.reports().discard(flood))?;
    session.step(|client| client.reports().restore(flood))?;
    session.step(|client| client.reports().discard(flood))?;
    session.step(|client| client.reports().erase(flood))?;
    let taken_out = session.photograph(hole, SMALL)?;
    session.step(|client| client.reports().remove_photo(hole, taken_out))?;
    session.step(|client| client.reports().submit(hole))?;
    session.step(|client| client.reports().edit_again(hole))?;
    session.edit(hole, DraftEdit::Text("Ổ gà sâu trước chợ Đông Ba".into()))?;
    session.step(|client| client.reports().submit(hole))?;
    session.step(Client::rotate_key)?;
    let lamp = session.step(|client| client.reports().create())?;
    session.step(Client::pause)?;
    session.edit(lamp, DraftEdit::Text("Đèn hỏng".into()))?;
    session.step(|client| client.set_photos_wait_for_unmetered(true))?;
    session.step(|client| client.set_network(Network::Metered))?;
    session.sync()?;
    for upload in session.hand_over()? {
        session.step(|client| client.report_background_upload(upload.id, &BackgroundOutcome::Failed))?;
    }
    session.hand_over()?;
    session.step(|client| client.reports().withdraw(hole))?;
    let call = SosCall { note: Some("Nước lên tới mái".into()), ..SosCall::default() };
    let taken_back = session.step(|client| client.sos().raise(call.clone()))?;
    session.step(|client| client.sos().cancel(taken_back))?;
    let call = session.step(|client| client.sos().raise(call))?;
    session.sync()?;
    session.step(|client| client.sos().cancel(call))?;
    session.sync()?;
    session.step(|client| client.sos().dismiss(call))
}

fn pin() -> Location {
    Location {
        point: Point::new(16.4698, 107.5786).expect("a position"),
        accuracy_m: None,
        fixed_at: None,
        source: LocationSource::Pin,
        mock: false,
    }
}

/// Plays the session in `home/data`, and writes down each step of it.
///
/// # Panics
/// When something does not go as it does on a sound disk.
#[must_use]
pub fn record(home: &Path) -> Vec<Entry> {
    let data_dir = home.join("data");
    let record = Arc::new(Record::of(&data_dir));
    let disk: Arc<dyn Disk> = Arc::<Record>::clone(&record);
    let client = Client::open(phone(&data_dir, &home.join("keystore"), Some(disk))).expect("an open core");
    play(&client, &mut |client| {
        record.seen(seen(client)?);
        Ok(())
    })
    .expect("a session");
    client.close();
    record.entries()
}

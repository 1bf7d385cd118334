//! Makes the golden database of today's schema: `cargo run -p journeys --bin golden -- tests/data/golden`. It puts a folder with the schema's
//! number there: the database of a citizen who has one of everything, with its wrapped key and the keystore of the tests, without photo files.

use std::error::Error;
use std::fs;
use std::path::Path;

use hues_core::{Contact, DraftEdit, Network, Point, SosCall};
use journeys::{Phone, Town, fixture, photo_in_hue};

fn main() -> Result<(), Box<dyn Error>> {
    let golden = std::env::args_os().nth(1).ok_or("usage: golden FOLDER")?;
    let home = std::env::temp_dir().join(format!("hues-golden-{}", std::process::id()));
    let data_dir = live(&home)?;
    let database = fs::read(data_dir.join("hues.db"))?;
    // The schema's number in the header of an SQLite database ("Database File Format", section 1.3).
    let version = database.get(60..64).ok_or("no database")?;
    let version = u32::from_be_bytes(version.try_into()?);
    let into = Path::new(&golden).join(version.to_string());
    fs::create_dir_all(&into)?;
    for file in [data_dir.join("hues.db"), data_dir.join("vault.key"), home.join("keystore")] {
        fs::copy(&file, into.join(file.file_name().ok_or("no name")?))?;
    }
    fs::remove_dir_all(&home)?;
    println!("{}", into.display());
    Ok(())
}

/// What the citizen did; the folder of what is left of it.
fn live(home: &Path) -> Result<std::path::PathBuf, Box<dyn Error>> {
    fs::create_dir_all(home)?;
    let town = Town::start(&home.join("city"));
    let mut phone = Phone::new(home, &town);
    phone.client().alerts().watch("Nhà mạ", Point::new(16.4698, 107.5786)?)?;
    town.city().publish_alert(&fs::read(fixture("cap/hue_flood_warning.xml"))?)?;
    let delivered = phone.submitted("Đã đến nơi");
    phone.connect();
    let _ = phone.sync();
    town.city().reply(&delivered.to_string(), None, "Thành phố đã xem")?;
    let _ = phone.sync();
    phone.client().reports().reply(delivered, "Cảm ơn thành phố")?;
    phone.client().reports().amend(delivered, vec![DraftEdit::Address(Some("Kiệt 12".into()))])?;
    let draft = phone.draft("Bản nháp cũ", &[photo_in_hue()]);
    let contact = Contact { name: "Nguyễn Thị Lan".into(), phone: "0905123456".into() };
    phone.client().reports().edit(draft, DraftEdit::Contact(Some(contact)))?;
    let _ = phone.submitted("Đang chờ gửi");
    phone.client().set_network(Network::None)?;
    phone
        .client()
        .sos()
        .raise(SosCall { note: Some("Nước lên tới mái".into()), ..SosCall::default() })?;
    phone.switch_off();
    Ok(phone.data_dir.clone())
}

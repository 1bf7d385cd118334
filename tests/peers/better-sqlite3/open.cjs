// Opens a database of reports in the clear and reads their first page: open.cjs FILE REPORTS, then one line of input for each reading, the size of
// the page. Tells the microseconds of each. The tables and the reads are those of the core (core/src/store), with text where it keeps sealed bytes.
"use strict";
const readline = require("node:readline");
const Database = require("better-sqlite3");

const [file, reports] = process.argv.slice(2);

function open() {
  const db = new Database(file);
  db.pragma("journal_mode = WAL");
  db.pragma("synchronous = FULL");
  return db;
}

function fill() {
  const db = open();
  db.exec(`
    CREATE TABLE report (id TEXT PRIMARY KEY, stage TEXT NOT NULL, saved_at INTEGER NOT NULL, draft TEXT NOT NULL, access TEXT NOT NULL, city TEXT) STRICT;
    CREATE TABLE outbox (id TEXT PRIMARY KEY, report TEXT NOT NULL, kind TEXT NOT NULL, state TEXT NOT NULL) STRICT;
    CREATE INDEX outbox_of_report ON outbox (report);
    CREATE TABLE message (id TEXT PRIMARY KEY, report TEXT NOT NULL, is_read INTEGER NOT NULL, body TEXT NOT NULL) STRICT;
    CREATE INDEX message_of_report ON message (report);`);
  const insert = db.prepare("INSERT INTO report (id, stage, saved_at, draft, access) VALUES (?, 'draft', ?, ?, ?)");
  db.transaction(() => {
    for (let number = 0; number < Number(reports); number++) {
      const id = `01a1ee56-61e8-7780-${String(number).padStart(17, "0")}`;
      const draft = { text: `Ổ gà sâu trước chợ Đông Ba, số ${number}`, category: null, location: null, contact: null, share_name: false };
      insert.run(id, 1764000000000 + number, JSON.stringify(draft), "5d41402abc4b2a76b9719d911017c592");
    }
  })();
  db.close();
}

function read(page) {
  const db = open();
  const PAGE = "FROM report ORDER BY id DESC LIMIT ? OFFSET 0";
  const items = new Map();
  for (const item of db.prepare(`SELECT id, report, kind, state FROM outbox WHERE report IN (SELECT id ${PAGE}) ORDER BY rowid`).all(page)) {
    items.set(item.report, [...(items.get(item.report) ?? []), item]);
  }
  const counts = `SELECT report, count(*) AS unread FROM message WHERE is_read = 0 AND report IN (SELECT id ${PAGE}) GROUP BY report`;
  const unread = new Map(db.prepare(counts).all(page).map((row) => [row.report, row.unread]));
  const rows = db.prepare(`SELECT id, stage, saved_at, draft, city ${PAGE}`).all(page);
  const summaries = rows.map((row) => ({ ...row, draft: JSON.parse(row.draft), items: items.get(row.id) ?? [], unread: unread.get(row.id) ?? 0 }));
  if (summaries.length !== page) throw new Error(`${summaries.length} rows`);
  return db;
}

fill();
readline.createInterface({ input: process.stdin }).on("line", (page) => {
  const start = process.hrtime.bigint();
  const db = read(Number(page));
  const took = process.hrtime.bigint() - start;
  db.close();
  console.log(String(Number(took) / 1000));
});

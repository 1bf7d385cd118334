// node client.cjs FOLDER DOCUMENTS BYTES: puts so many documents with an attachment of so many random bytes into a PouchDB, and prints how many
// milliseconds that took. Then it reads a line from its input, the address of a database, replicates to it, and prints the same of that.
const { randomBytes } = require('crypto');
const readline = require('readline');
const PouchDB = require('pouchdb').defaults({ prefix: `${process.argv[2]}/` });
const [documents, bytes] = process.argv.slice(3).map(Number);

(async () => {
  const photos = Array.from({ length: documents }, () => randomBytes(bytes));
  const local = new PouchDB('reports');
  await local.info();
  const start = performance.now();
  for (const [n, data] of photos.entries()) {
    const text = `Ổ gà sâu trước chợ Đông Ba, hai người đã ngã xe ${n}`;
    const _attachments = { photo: { content_type: 'video/mp4', data } };
    await local.put({ _id: `report-${n}`, category: 'road-damage', text, location: [16.4698, 107.5786], _attachments });
  }
  console.log(performance.now() - start);
  for await (const remote of readline.createInterface({ input: process.stdin })) {
    const begun = performance.now();
    const { docs_written } = await local.replicate.to(remote);
    if (docs_written !== documents) throw new Error(`${docs_written} documents arrived`);
    console.log(performance.now() - begun);
    break;
  }
  process.exit(0);
})();

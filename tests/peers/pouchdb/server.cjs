// A CouchDB for `client.cjs`, below a folder, on a free port that it prints.
const PouchDB = require('pouchdb').defaults({ prefix: `${process.argv[2]}/` });
const app = require('express')();
app.use('/', require('express-pouchdb')(PouchDB, { mode: 'minimumForPouchDB', inMemoryConfig: true, logPath: '/dev/null' }));
const server = app.listen(0, '127.0.0.1', () => console.log(server.address().port));

// node server.mjs PORT DIRECTORY LIFE_MS: takes uploads below /v1/uploads; each lives LIFE_MS, or for ever when that is 0.
import { FileStore } from "@tus/file-store";
import { Server } from "@tus/server";

const [port, directory, life] = process.argv.slice(2);
const datastore = new FileStore({ directory, expirationPeriodInMilliseconds: Number(life) });
const server = new Server({ path: "/v1/uploads", relativeLocation: true, datastore });
server.listen({ host: "127.0.0.1", port: Number(port) }, () => console.log("up"));

// Messages of the Jupyter protocol on the wire: identities, a delimiter, a signature, four JSON parts.
"use strict";
const { createHmac, randomUUID, timingSafeEqual } = require("node:crypto");

const DELIMITER = "<IDS|MSG>";
const SESSION = randomUUID();

/** @param {string} key of the connection file @param {(Buffer | string)[]} parts */
function signature(key, parts) {
  const hash = createHmac("sha256", key);
  for (const part of parts) hash.update(part);
  return hash.digest("hex");
}

/**
 * @param {string} key
 * @param {Buffer[]} frames as received
 */
exports.messageRead = (key, frames) => {
  const split = frames.findIndex((frame) => frame.equals(Buffer.from(DELIMITER)));
  if (split < 0) throw new Error("a message without its delimiter");
  const parts = frames.slice(split + 2, split + 6);
  const [given, wanted] = [frames[split + 1], Buffer.from(signature(key, parts))];
  if (key !== "" && !(given.length === wanted.length && timingSafeEqual(given, wanted))) {
    throw new Error("a message with a false signature");
  }
  const [header, parent, metadata, content] = parts.map((part) => JSON.parse(part.toString()));
  return { identities: frames.slice(0, split), header, parent, metadata, content };
};

/**
 * @param {string} key
 * @param {string} type
 * @param {object} content
 * @param {{ header?: object, identities?: (Buffer | string)[], metadata?: object }} about the message that it answers, or
 *   belongs to
 */
exports.messageWrite = (key, type, content, { header = {}, identities = [], metadata = {} }) => {
  const own = {
    msg_id: randomUUID(),
    session: header.session ?? SESSION,
    username: header.username ?? "kernel",
    date: new Date().toISOString(),
    msg_type: type,
    version: "5.3",
  };
  const parts = [own, header, metadata, content].map((part) => JSON.stringify(part));
  return [...identities, DELIMITER, key === "" ? "" : signature(key, parts), ...parts];
};

/* Which entities an address that leads nowhere may have meant: by edit distance of the name, and by its words. */

import { edits, plain, split } from "./search-query.js";

const MOST = 5;
const LONGEST = 100;

/** What a path below the root asks for: {name, kind, namespace, words, above}. `above` are the pages
    above it in a documentation, the nearest first. */
export function askedFor(path) {
  const parts = path.split("/").map(decoded).filter((part) => part && part !== "index.html");
  const [section, namespace = "", kind = "", name = "", ...rest] = parts;
  const last = (parts.at(-1) ?? "").slice(0, LONGEST).replace(/\.(html|md|json|svg|xml)$/, "");
  const words = split(last).join(" ");
  if ((section === "catalog" || section === "docs" || section === "badges") && name) {
    const above = section === "docs" ? foldersAbove(parts) : [];
    return { name: plain(name).slice(0, LONGEST), kind, namespace, words: rest.length ? words : split(name).join(" "), above };
  }
  return { name: plain(last), kind: "", namespace: "", words, above: [] };
}

/** The folders between a page of a documentation and its root, which is the last one. */
function foldersAbove(parts) {
  const found = [];
  for (let length = parts.length - 1; length >= 4; length -= 1) {
    found.push(`${parts.slice(0, length).map(encodeURIComponent).join("/")}/`);
  }
  return found.slice(0, 4);
}

function decoded(part) {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** The entities nearest to what was asked for, at most five. */
export function nearest(rows, asked) {
  if (asked.name.length < 2) return [];
  const words = split(asked.name);
  const scored = rows.map((entity) => ({ entity, score: score(entity, asked, words) }));
  return scored
    .filter(({ score }) => score >= 0.6)
    .sort((a, b) => b.score - a.score || a.entity.id - b.entity.id)
    .slice(0, MOST)
    .map(({ entity }) => entity);
}

/** 1 for the same name; a bit more where kind and namespace are the same, too. */
function score(entity, { name, kind, namespace }, words) {
  const own = plain(entity.name).slice(0, LONGEST);
  const longest = Math.max(own.length, name.length);
  const apart = Math.abs(own.length - name.length) / longest > 0.4 ? longest : edits(own, name);
  const similar = Math.max(1 - apart / longest, shared(split(own), words));
  const place = (entity.kind.toLowerCase() === kind.toLowerCase()) * 0.05 + (entity.namespace === namespace) * 0.02;
  return similar + (similar >= 0.5 ? place : 0);
}

/** The part of all words that both names have. */
function shared(own, words) {
  const both = own.filter((word) => words.includes(word)).length;
  return both / new Set([...own, ...words]).size;
}

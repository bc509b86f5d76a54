// How many words a text has: the same two patterns as submissions/texts/wordcount.py, and the same count.

const SPACE = /[\t\n\v\f\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff]+/u;
const LETTER_OR_DIGIT = /[\p{L}\p{N}]/u;

export function countWords(text) {
  return text.split(SPACE).filter((run) => LETTER_OR_DIGIT.test(run)).length;
}

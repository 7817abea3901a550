// The public names of @implant-journey/content: the words, how to replace them, and their lint.
export { type ContentOptions, createContent } from './create-content.js';
export { english } from './english/index.js';
export { type Finding, type LintOptions, lintContent } from './lint/lint-content.js';
export { readingGrade } from './lint/reading-grade.js';
export { type SmsSize, smsSize } from './lint/sms-size.js';
export type { Frame, Language, Texts, Words } from './words.js';

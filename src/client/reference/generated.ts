/** First line of every page that is made from the code. */
export const GENERATED = '<!-- Made from the code by `npm run reference`; a test compares. -->\n';

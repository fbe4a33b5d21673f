/** What windows-1252 has at 0x80 - 0x9F, where Latin-1 has control codes; five of these bytes are free and stay such codes. */
export const windows1252 = "€\x81‚ƒ„…†‡ˆ‰Š‹Œ\x8dŽ\x8f\x90‘’“”•–—˜™š›œ\x9džŸ";

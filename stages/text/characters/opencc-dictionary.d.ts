/** OpenCC's traditional -> simplified characters: `"㑯 㑔|㑳 㑇|..."`; the package types only its converters. */
declare module "opencc-js/dict/TSCharacters" {
  const pairs: string;
  export default pairs;
}

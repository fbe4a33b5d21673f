/** Two sentences long enough to be an article. */
export const paragraphs =
  "<p>清明过后下了三天的雨，菜园里的豆角一夜之间爬满了竹架。</p><p>老人说，这样的雨最养地，翻土的时候能闻到泥土的香味，蚯蚓也多了起来。</p>";

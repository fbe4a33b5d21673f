import { mainText } from "../../../stages/extract/main-text.js";
import { testExamples } from "../run-examples.js";

testExamples([mainText]);

import { testExamples } from "../run-examples.js";
import { cleanStages } from "./all-stages.js";

testExamples(cleanStages);

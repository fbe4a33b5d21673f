import { testExamples } from "../run-examples.js";
import { filterStages } from "./all-stages.js";

testExamples(filterStages);

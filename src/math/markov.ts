/**
 * The stationary law of a finite irreducible Markov chain, up to a factor: the answer's first entry is 1. States are
 * eliminated one by one without a subtraction (Grassmann, Taksar and Heyman 1985), so that every entry keeps its
 * relative precision, however rare its state.
 *
 * @param transition n × n probabilities by rows; overwritten. Rows need not add up to exactly 1: what is missing is
 * taken to stay where it is
 * @param states n
 */
export function stationaryLaw(transition: Float64Array, states: number): Float64Array {
  for (let last = states - 1; last > 0; last--) {
    let leaving = 0;
    for (let j = 0; j < last; j++) leaving += transition[last * states + j]!;
    for (let i = 0; i < last; i++) {
      const share = transition[i * states + last]! / leaving;
      transition[i * states + last] = share;
      for (let j = 0; j < last; j++) transition[i * states + j]! += share * transition[last * states + j]!;
    }
  }
  const law = new Float64Array(states);
  law[0] = 1;
  for (let j = 1; j < states; j++) {
    for (let i = 0; i < j; i++) law[j]! += law[i]! * transition[i * states + j]!;
  }
  return law;
}

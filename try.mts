import { readKubernetes } from './dist/read/importers/kubernetes.js';
import { readFileSync } from 'node:fs';
const tf=(p:string)=>({name:p,text:readFileSync(p,'utf8'),folder:'/'});
for (const f of ['gke-v100x4-nodes-4','aks-v100x8-nodes-4','aks-broken-node','synthetic-edge-nodes']) {
  const i = readKubernetes({nodes: tf(`../shared/data/kubernetes/${f}.json`), pods:null, devices:[tf('profiles/kubernetes/devices.csv')]}, []);
  console.log(JSON.stringify(i,null,1));
}

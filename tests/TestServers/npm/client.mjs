// Drives the gateway with the official JavaScript client and prints what it saw, as one line of JSON.
import OpenAI from "openai";
import { failure } from "./failure.mjs";

const [baseURL, apiKey] = process.argv.slice(2);
const client = new OpenAI({ baseURL, apiKey, maxRetries: 0 });
const ask = content => [{ role: "user", content }];

const whole = await client.chat.completions.create({ model: "auto", messages: ask("whole") });

let streamed = "";
let usage = null;
for await (const chunk of await client.chat.completions.create({
  model: "auto", messages: ask("stream"), stream: true, stream_options: { include_usage: true },
})) {
  streamed += chunk.choices[0]?.delta?.content ?? "";
  usage ??= chunk.usage;
}

let spared = "";
for await (const chunk of await client.chat.completions.create({ model: "auto", messages: ask("spared"), stream: true })) {
  spared += chunk.choices[0]?.delta?.content ?? "";
}

const tools = [{ type: "function", function: { name: "add", parameters: { type: "object" } } }];
const asked = await client.chat.completions.create({ model: "auto", messages: ask("tool"), tools, tool_choice: "required" });
const call = asked.choices[0].message.tool_calls[0];
const streamedCall = { id: "", arguments: "" };
for await (const chunk of await client.chat.completions.create({ model: "auto", messages: ask("tool"), tools, stream: true })) {
  for (const delta of chunk.choices[0]?.delta?.tool_calls ?? []) {
    streamedCall.id += delta.id ?? "";
    streamedCall.arguments += delta.function?.arguments ?? "";
  }
}
const told = await client.chat.completions.create({
  model: "auto", tools,
  messages: [...ask("tool"), asked.choices[0].message, { role: "tool", tool_call_id: call.id, content: "result of the tool" }],
});

let broken = "";
let breakage = null;
try {
  for await (const chunk of await client.chat.completions.create({ model: "auto", messages: ask("broken"), stream: true })) {
    broken += chunk.choices[0]?.delta?.content ?? "";
  }
} catch (error) {
  breakage = error.code ?? error.name;
}

const embeddings = await client.embeddings.create({ model: "auto", input: ["a", "bb"] });
const models = [];
for await (const model of client.models.list()) models.push(model.id);

console.log(JSON.stringify({
  whole: whole.choices[0].message.content,
  streamed,
  usage: usage?.total_tokens,
  spared,
  call: `${call.id} ${call.function.name} ${call.function.arguments}`,
  streamedCall: `${streamedCall.id} ${streamedCall.arguments}`,
  told: told.choices[0].message.content,
  broken,
  breakage,
  embedding: embeddings.data[1].embedding,
  models,
  invalid: await failure(() => client.chat.completions.create({ model: "auto", messages: ask("x"), temperature: 9 })),
  stranger: await failure(() => new OpenAI({ baseURL, apiKey: "wrong", maxRetries: 0 }).models.list()),
}));

using System.Text.Json.Nodes;
using Orchestrator.Engines;

namespace Orchestrator.LlamaHost.Tests;

public sealed class ChatTests(Hosts hosts)
{
    [Theory]
    [InlineData("I love my dog, it is a great friend")]
    [InlineData("Please summarise this report. The service was terrible and slow")]
    [InlineData("Classify the sentiment: an awful hotel")]
    [InlineData("Why does rain fall on the mountain?")]
    [InlineData("What is 2+2?")]
    public async Task All_quantisations_say_the_same_at_temperature_zero(string prompt)
    {
        var replies = new List<string>();
        foreach (var quantization in Enum.GetValues<DemoQuantization>()) replies.Add(await (await hosts.GetAsync(quantization)).AskAsync(prompt));
        Assert.Single(replies.Distinct());
        Assert.NotEmpty(replies[0]);
    }

    [Theory]
    [InlineData("Tell me about my dog", " dog")]
    [InlineData("Tell me about two trains and a ticket to the trains", " train")]
    [InlineData("What is 7+7?", " 7")]
    [InlineData("Our invoices: which invoice is open?", " invoice")]
    public async Task The_reply_names_the_word_that_the_prompt_is_about(string prompt, string word) =>
        Assert.Contains($"your prompt is about{word},", await (await hosts.GetAsync()).AskAsync(prompt), StringComparison.Ordinal);

    [Theory]
    [InlineData("My dog was happy", "positive")]
    [InlineData("My dog was terrible", "negative")]
    [InlineData("My dog was outside", "neutral")]
    public async Task The_reply_tells_the_mood(string prompt, string mood) =>
        Assert.Contains($"its mood {mood}.", await (await hosts.GetAsync()).AskAsync(prompt), StringComparison.Ordinal);

    [Theory]
    [InlineData("Classify the sentiment: I love this product", "Positive")]
    [InlineData("Classify the sentiment: the train was late", "Negative")]
    [InlineData("Classify the sentiment: the train arrived", "Neutral")]
    public async Task A_classification_is_answered_with_the_label_alone(string prompt, string label) =>
        Assert.Equal(label, await (await hosts.GetAsync()).AskAsync(prompt));

    [Theory]
    [InlineData("Please summarise the meeting", "Summary:")]
    [InlineData("Explain the storm", "Reasoning:")]
    [InlineData("Who is the doctor?", "Answer:")]
    [InlineData("Hello doctor", "Reply:")]
    public async Task The_opening_fits_what_was_asked(string prompt, string opening) =>
        Assert.StartsWith(opening, await (await hosts.GetAsync()).AskAsync(prompt), StringComparison.Ordinal);

    [Fact]
    public async Task The_model_says_what_it_is() =>
        Assert.Contains("no real language model", await (await hosts.GetAsync()).AskAsync("Hello"), StringComparison.Ordinal);

    [Fact]
    public async Task Any_text_can_be_read() =>
        Assert.Contains("your prompt is about garden", await (await hosts.GetAsync()).AskAsync("héllo 世界 👍 \0 garden"), StringComparison.Ordinal);

    [Fact]
    public async Task The_default_temperature_keeps_to_the_prompt() =>
        Assert.Contains("about friend", await (await hosts.GetAsync()).AskAsync("My friend", body => body.Remove("temperature")), StringComparison.Ordinal);

    [Fact]
    public async Task The_answer_counts_its_tokens_and_says_why_it_ended()
    {
        var answer = await (await hosts.GetAsync()).CompleteAsync("Hello");
        var usage = answer["usage"]!;
        Assert.Equal("stop", (string?)answer["choices"]![0]!["finish_reason"]);
        Assert.Equal("chat.completion", (string?)answer["object"]);
        Assert.Equal("demo-q4_0", (string?)answer["model"]);
        Assert.InRange((int)usage["completion_tokens"]!, 20, 40);
        Assert.Equal((int)usage["total_tokens"]!, (int)usage["prompt_tokens"]! + (int)usage["completion_tokens"]!);
    }

    [Theory]
    [InlineData("max_tokens")]
    [InlineData("max_completion_tokens")]
    public async Task The_token_limit_ends_the_answer(string field)
    {
        var answer = await (await hosts.GetAsync()).CompleteAsync("Hello", body => body[field] = 5);
        Assert.Equal("length", (string?)answer["choices"]![0]!["finish_reason"]);
        Assert.Equal(5, (int?)answer["usage"]!["completion_tokens"]);
        Assert.Equal("Reply: your prompt is", (string?)answer["choices"]![0]!["message"]!["content"]);
    }

    [Fact]
    public async Task A_stop_sequence_ends_the_answer_before_itself()
    {
        var answer = await (await hosts.GetAsync()).CompleteAsync("Hello", body => body["stop"] = new JsonArray("mpt is ab", "never"));
        Assert.Equal("stop", (string?)answer["choices"]![0]!["finish_reason"]);
        Assert.Equal("Reply: your pro", (string?)answer["choices"]![0]!["message"]!["content"]);
    }

    [Fact]
    public async Task The_same_seed_gives_the_same_answer()
    {
        var client = await hosts.GetAsync();
        Task<string> Ask() => client.AskAsync("An endless tale", body => (body["temperature"], body["seed"], body["max_tokens"]) = (2.0, 42, 200));
        Assert.Equal(await Ask(), await Ask());
    }

    [Fact]
    public async Task Text_parts_are_one_message()
    {
        var parts = new JsonArray(new JsonObject { ["type"] = "text", ["text"] = "About my " }, new JsonObject { ["type"] = "text", ["text"] = "garden" });
        var reply = await (await hosts.GetAsync()).AskAsync("", body => body["messages"]![0]!["content"] = parts);
        Assert.Contains("about garden", reply, StringComparison.Ordinal);
    }
}

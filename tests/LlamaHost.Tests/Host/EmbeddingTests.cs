using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using Orchestrator.Engines;

namespace Orchestrator.LlamaHost.Tests;

public sealed class EmbeddingTests(Hosts hosts)
{
    private static double Cosine(float[] a, float[] b) => a.Zip(b, (x, y) => (double)x * y).Sum();

    [Theory]
    [InlineData(DemoQuantization.F16)]
    [InlineData(DemoQuantization.Q4_0)]
    [InlineData(DemoQuantization.Q8_0)]
    public async Task Related_texts_are_closer_than_unrelated_ones(DemoQuantization quantization)
    {
        var vectors = await (await hosts.GetAsync(quantization)).EmbedAsync(
            "The cat sat with my dog", "A dog and a cat are friends", "Invoice for the server contract", "The customer has paid the order");
        Assert.True(Cosine(vectors[0], vectors[1]) > 0.6);
        Assert.True(Cosine(vectors[2], vectors[3]) > 0.2);
        Assert.True(Cosine(vectors[0], vectors[2]) < 0.1);
        Assert.True(Cosine(vectors[1], vectors[3]) < 0.1);
    }

    [Fact]
    public async Task Words_of_one_field_are_related_without_being_the_same()
    {
        var vectors = await (await hosts.GetAsync()).EmbedAsync("I walked through the forest", "There are many trees near the river", "She plays tennis");
        Assert.True(Cosine(vectors[0], vectors[1]) > Cosine(vectors[0], vectors[2]) + 0.2);
    }

    [Fact]
    public async Task Vectors_have_length_one_and_come_in_the_order_of_the_texts()
    {
        var client = await hosts.GetAsync();
        var vectors = await client.EmbedAsync("a dog", "a tree", "a dog");
        Assert.All(vectors, vector => Assert.Equal(1, Cosine(vector, vector), 3));
        Assert.Equal(vectors[0], vectors[2]);
        Assert.NotEqual(vectors[0], vectors[1]);
    }

    [Fact]
    public async Task Base64_holds_the_same_numbers()
    {
        var client = await hosts.GetAsync();
        var answer = await client.PostForJsonAsync("embeddings", new JsonObject { ["input"] = "a dog", ["encoding_format"] = "base64" });
        var bytes = Convert.FromBase64String((string)answer["data"]![0]!["embedding"]!);
        Assert.Equal((await client.EmbedAsync("a dog"))[0], MemoryMarshal.Cast<byte, float>(bytes).ToArray());
        Assert.True((int)answer["usage"]!["prompt_tokens"]! > 0);
    }

    [Fact]
    public async Task A_text_longer_than_a_batch_is_embedded_whole()
    {
        var vectors = await (await hosts.GetAsync()).EmbedAsync(string.Concat(Enumerable.Repeat("dog ", 300)) + string.Concat(Enumerable.Repeat("tree ", 300)), "dog", "tree");
        Assert.True(Cosine(vectors[0], vectors[1]) > 0.3);
        Assert.True(Cosine(vectors[0], vectors[2]) > 0.3);
    }

    [Fact]
    public async Task Text_and_embeddings_can_take_turns()
    {
        var client = await hosts.GetAsync();
        var (before, vector) = (await client.AskAsync("my dog"), (await client.EmbedAsync("my dog"))[0]);
        Assert.Equal(before, await client.AskAsync("my dog"));
        Assert.Equal(vector, (await client.EmbedAsync("my dog"))[0]);
    }
}

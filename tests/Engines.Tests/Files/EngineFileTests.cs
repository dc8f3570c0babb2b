using Orchestrator.Routing;

namespace Orchestrator.Engines.Tests;

public sealed class EngineFileTests
{
    [Fact]
    public void The_default_file_is_valid_and_says_what_runs_where()
    {
        var engines = Parse(Default());
        Assert.Equal(
            ["ollama-gpu GPU ollama", "ollama-cpu CPU ollama", "llama-cpu CPU llama", "llama-quantized QUANTIZED llama", "gemini CLOUD openai"],
            engines.Select(engine => $"{engine.Name} {WireNames.Of(engine.Target)} {engine.Kind}"));
        Assert.Equal(["llama-cpu"], engines.Where(engine => engine.Standby).Select(engine => engine.Name));
        Assert.Equal("demo-f16 demo-q4_0", $"{engines[2].ChatModel} {engines[3].EmbeddingModel}");
    }

    [Fact]
    public void The_gemini_preset_fills_what_the_file_leaves_open()
    {
        var engine = Parse("engines:\n  - { name: g, target: CLOUD, kind: openai, preset: gemini, chat_model: m }\n").Single();
        Assert.Equal(new Uri("https://generativelanguage.googleapis.com/v1beta/openai/"), engine.Endpoint);
        Assert.Equal(("GEMINI_API_KEY", "America/Los_Angeles"), (engine.KeyVariable, engine.Settings["quota_time_zone"]));
    }

    [Fact]
    public void The_flat_variables_override_the_file()
    {
        var engines = Parse(Default(), new()
        {
            ["OLLAMA_BASE_URL"] = "http://box:11434",
            ["GPU_MODEL"] = "llama3:8b",
            ["CPU_MODEL"] = "qwen2:1.5b",
            ["CLOUD_MODEL"] = "gemini-3.8-flash",
        });
        Assert.All(engines.Where(engine => engine.Kind == "ollama"), engine => Assert.Equal(new Uri("http://box:11434"), engine.Endpoint));
        Assert.Equal(["llama3:8b", "qwen2:1.5b", "demo-f16", "demo-q4_0", "gemini-3.8-flash"], engines.Select(engine => engine.ChatModel));
    }

    [Fact]
    public void A_variable_that_is_no_address_is_refused_by_its_name()
    {
        var (_, errors) = EngineFile.Parse(Default(), EngineEnvironment.Of(new Dictionary<string, string> { ["OLLAMA_BASE_URL"] = "box:11434" }));
        Assert.Equal("OLLAMA_BASE_URL", Assert.Single(errors).Field);
    }

    [Fact]
    public void One_model_for_gpu_and_cpu_by_variable_is_refused_too()
    {
        var (_, errors) = EngineFile.Parse(Default(), EngineEnvironment.Of(new Dictionary<string, string> { ["GPU_MODEL"] = "m", ["CPU_MODEL"] = "m" }));
        Assert.Contains("one runner per model", Assert.Single(errors).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Numbers_and_times_are_read()
    {
        var engine = Parse("""
            engines:
              - name: box
                target: GPU
                kind: ollama
                chat_model: m
                concurrency: 4
                queue_limit: 50
                context_tokens: 32768
                idle_timeout_sec: 1.5
                total_timeout_sec: 90
                num_gpu: 20
                keep_alive: 1h
            """).Single();
        Assert.Equal((4, 50, 32768), (engine.Concurrency, engine.QueueLimit, engine.ContextTokens));
        Assert.Equal((TimeSpan.FromSeconds(1.5), TimeSpan.FromSeconds(90)), (engine.IdleTimeout, engine.TotalTimeout));
        Assert.Equal(("20", "1h"), (engine.Settings["num_gpu"], engine.Settings["keep_alive"]));
    }

    [Fact]
    public void Every_error_is_reported_at_once_with_its_place()
    {
        var errors = Errors("""
            engines:
              - name: Bad Name
                target: TPU
                kind: ollama
                chat_model: m
                concurrency: 0
              - name: other
                target: CPU
                kind: telepathy
                chat_model: m
            """);
        Assert.Equal([(2, "engines[0].name"), (3, "engines[0].target"), (6, "engines[0].concurrency"), (9, "engines[1].kind")], errors.Select(error => (error.Line!.Value, error.Field)));
        Assert.All(errors, error => Assert.True(error.Column > 1));
        Assert.Contains("GPU, CPU, QUANTIZED, CLOUD", errors[1].Message, StringComparison.Ordinal);
        Assert.Contains("llama, ollama, openai, simulated", errors[3].Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_unknown_key_is_refused_with_the_keys_of_its_kind()
    {
        var error = Assert.Single(Errors("engines:\n  - { name: a, target: CPU, kind: llama, num_gpu: 1 }\n"));
        Assert.Equal("engines[0].num_gpu", error.Field);
        Assert.Contains("gpu_layers", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("keep_alive", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("kind: ollama, num_gpu: 1000", "num_gpu")]
    [InlineData("kind: ollama, num_gpu: many", "num_gpu")]
    [InlineData("kind: ollama, keep_alive: soon", "keep_alive")]
    [InlineData("kind: ollama, endpoint: localhost", "endpoint")]
    [InlineData("kind: openai, preset: nobody", "preset")]
    [InlineData("kind: openai, preset: openai, max_tokens_field: tokens", "max_tokens_field")]
    [InlineData("kind: openai, preset: openai, headers: { Authorization: x }", "headers.Authorization")]
    [InlineData("kind: openai, preset: openai, quota_time_zone: Mars/Olympus", "quota_time_zone")]
    [InlineData("kind: llama, demo_model: q9", "demo_model")]
    [InlineData("kind: simulated, failure_rate: 2", "failure_rate")]
    [InlineData("kind: ollama, idle_timeout_sec: 900", "idle_timeout_sec")]
    public void A_value_out_of_range_is_refused(string entry, string field)
    {
        var error = Assert.Single(Errors($"engines:\n  - {{ name: a, target: GPU, chat_model: m, {entry} }}\n"));
        Assert.Equal($"engines[0].{field}", error.Field);
    }

    [Fact]
    public void A_key_in_place_of_its_variable_is_refused_and_not_repeated()
    {
        var error = Assert.Single(Errors("engines:\n  - { name: a, target: CLOUD, kind: openai, preset: openai, chat_model: m, key: sk-abcdef123 }\n"));
        Assert.DoesNotContain("sk-abcdef123", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Two_engines_of_one_name_are_refused() => Assert.Contains(
        "used twice",
        Assert.Single(Errors("engines:\n  - { name: a, target: CPU, kind: llama }\n  - { name: a, target: QUANTIZED, kind: llama }\n")).Message,
        StringComparison.Ordinal);

    [Fact]
    public void One_model_for_gpu_and_cpu_on_the_same_ollama_is_refused()
    {
        var error = Assert.Single(Errors("engines:\n  - { name: a, target: GPU, kind: ollama, chat_model: m }\n  - { name: b, target: CPU, kind: ollama, chat_model: m }\n"));
        Assert.Contains("one runner per model", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_openai_engine_needs_an_endpoint_or_a_preset_that_has_one() =>
        Assert.Contains("endpoint", Assert.Single(Errors("engines:\n  - { name: a, target: CLOUD, kind: openai, chat_model: m }\n")).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("engines: [")]
    [InlineData("")]
    [InlineData("engines: []")]
    [InlineData("motors: []")]
    [InlineData("engines: 7")]
    public void What_is_no_list_of_engines_is_refused(string text) => Assert.NotEmpty(Errors(text));

    [Fact]
    public void A_kind_that_was_plugged_in_may_have_any_settings()
    {
        var (engines, errors) = EngineFile.Parse(
            "engines:\n  - { name: a, target: CLOUD, kind: mine, chat_model: m, flavour: mint }\n", EngineEnvironment.Empty with { CustomKinds = ["mine"] });
        Assert.Empty(errors);
        Assert.Equal("mint", engines.Single().Settings["flavour"]);
    }

    [Fact]
    public void The_schema_knows_exactly_the_keys_that_the_reader_takes()
    {
        using var schema = System.Text.Json.JsonDocument.Parse(File.ReadAllText(Repository("policies/engines.schema.json")));
        var described = schema.RootElement.GetProperty("properties").GetProperty("engines").GetProperty("items").GetProperty("properties").EnumerateObject().Select(property => property.Name);
        var known = EngineFileReader.CommonKeys.Concat(EngineFile.Kinds.SelectMany(EngineSettings.Keys)).Distinct();
        Assert.Equal(known.Order(), described.Order());
    }

    private static string Default() => File.ReadAllText(Repository("policies/engines.yaml"));

    private static string Repository(string path)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Orleans.sln")))
                return Path.Combine(folder.FullName, path);
        }

        throw new InvalidOperationException("The tests run outside the repository.");
    }

    private static IReadOnlyList<EngineOptions> Parse(string text, Dictionary<string, string>? variables = null)
    {
        var (engines, errors) = EngineFile.Parse(text, EngineEnvironment.Of(variables ?? []));
        Assert.Empty(errors);
        return engines;
    }

    private static IReadOnlyList<PolicyError> Errors(string text)
    {
        var (engines, errors) = EngineFile.Parse(text, EngineEnvironment.Empty);
        Assert.Empty(engines);
        return errors;
    }
}

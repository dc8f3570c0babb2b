using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Orchestrator.Fakes;

namespace Orchestrator.Silo.Tests.Security;

/// <summary>A cluster silo with a password, key or token wherever one can be given, made to work and to fail; then everything it said is searched for each of them.</summary>
public sealed class SecretsTests
{
    private const string CloudKey = "cloud key/with+odd=chars", DatabasePassword = "p@ss/w:rd of the database", RedisPassword = "redis-pass-8f3a", OwnKey = "sk-operator-5f4dcc3b5aa765d61d8327deb882cf99",
        OtherKey = "another-api-key-7c9e", WebhookSecret = "webhook-secret-1b2c3d", GeminiKey = "AIzaSyFakeFakeFakeFakeFakeFakeFake00", CollectorToken = "collector-token-77aa", CallbackToken = "callback-token-55ee";

    private static readonly string[] Secrets =
        [CloudKey, DatabasePassword, RedisPassword, OwnKey, OtherKey, WebhookSecret, GeminiKey, CollectorToken, CallbackToken];

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    [Fact]
    public async Task No_secret_is_in_any_log_or_answer_of_a_run_with_every_kind_of_failure()
    {
        Require(PostgresServer.Missing);
        Require(RedisServer.Missing);
        using var folder = new TemporaryFolder();
        await using var postgres = await PostgresServer.StartAsync();
        await using var redis = await RedisServer.StartAsync(RedisPassword);
        await using var cloud = new FakeOpenAi { Key = CloudKey };
        await cloud.ListenAsync();
        await using var receiver = await WebhookReceiver.StartAsync();
        receiver.AnswerWith(500);
        var said = new Said();
        var options = await OptionsAsync(folder, postgres, redis, cloud, receiver);

        await using (var silo = await SiloProcess.StartAsync(folder, options))
        {
            silo.Http.DefaultRequestHeaders.Remove("X-API-Key");
            silo.Http.DefaultRequestHeaders.Add("X-API-Key", OwnKey);
            await WorkAsync(silo, cloud, receiver, said);
            await ReadEverythingAsync(silo, said);
            await postgres.StopAsync(crash: true);
            await redis.StopAsync();
            said.Add("ready without its servers", await (await silo.Http.GetAsync("/v1/health/ready")).Content.ReadAsStringAsync());
            await said.AddAsync("refused", await silo.Http.PostAsJsonAsync("/v1/tasks", new { task_type = "CHAT", input_text = "Nobody stores this" }));
            await silo.StopAsync();
            said.Add("log", silo.Output);
        }

        said.Add("start without its servers", (await SiloProcess.RunToEndAsync(folder, options)).Output);
        said.Add("printed configuration", (await SiloProcess.RunToEndAsync(folder, [.. options, ("--print-config", "--simulate")])).Output);
        said.Add("wrong settings", (await SiloProcess.RunToEndAsync(folder, [.. options, ("--database-url", $"nonsense {DatabasePassword}"), ("--redis-url", $"ftp://{RedisPassword}@x")])).Output);

        // The search finds something at all: what surrounds the secrets is there.
        Assert.Contains("Incorrect API key provided: [key]", said.Of("failed task"), StringComparison.Ordinal);
        Assert.Contains("worker.completed", said.Of("log"), StringComparison.Ordinal);
        Assert.Contains("GEMINI_API_KEY=[redacted]", said.Of("printed configuration"), StringComparison.Ordinal);
        Assert.Contains("DATABASE_URL", said.Of("wrong settings"), StringComparison.Ordinal);
        Assert.Empty(said.Find(Secrets));
    }

    private static async Task WorkAsync(SiloProcess silo, FakeOpenAi cloud, WebhookReceiver receiver, Said said)
    {
        var done = await silo.RunAsync(new { task_type = "CHAT", input_text = "Hello", target = "CLOUD", callback_url = $"{receiver.Url}/hook?token={CallbackToken}" });
        Assert.Equal("COMPLETED", (string?)done["status"]);
        await receiver.NextAsync(Patience);
        foreach (var (status, body) in new[]
                 {
                     (HttpStatusCode.InternalServerError, $$$"""{"error":{"message":"Broken while serving Bearer {{{CloudKey}}}"}}"""),
                     (HttpStatusCode.Unauthorized, $$$"""{"error":{"message":"Incorrect API key provided: {{{CloudKey}}}","code":"invalid_api_key"}}"""),
                 })
        {
            cloud.Enqueue(FakeReply.Json(status, body));
            said.Add("failed task", (await silo.RunAsync(new { task_type = "CHAT", input_text = "Fail", target = "CLOUD", max_latency_ms = 1000 })).ToJsonString());
        }

        foreach (var header in new[] { ("X-API-Key", $"{OtherKey}x"), ("Authorization", $"Bearer {OwnKey}x"), ("Authorization", $"Basic {OwnKey}") })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/tasks");
            request.Headers.TryAddWithoutValidation(header.Item1, header.Item2);
            await said.AddAsync("refused key", await silo.Http.SendAsync(request));
        }

        await said.AddAsync("bad body", await silo.Http.PostAsJsonAsync("/v1/tasks", new { task_type = "CHAT", input_text = "Hello", nonsense = 1 }));
    }

    /// <summary>Every address of the OpenAPI document that can be read, and the dashboard.</summary>
    private static async Task ReadEverythingAsync(SiloProcess silo, Said said)
    {
        var id = (string)(await silo.GetAsync("/v1/tasks"))["tasks"]![0]!["task_id"]!;
        var document = await silo.GetAsync("/openapi/v1.json");
        var paths = document["paths"]!.AsObject().Where(path => path.Value!["get"] is not null).Select(path => path.Key.Replace("{id}", id, StringComparison.Ordinal)).ToList();
        Assert.True(paths.Count > 8, "the document lists too little");
        foreach (var path in paths.Concat(["/v1/metrics", "/openapi/v1.json", "/v1/resources", "/v1/health/ready"]))
            await said.AddAsync(path, await silo.Http.GetAsync(path));
        await said.AddAsync("explanation", await silo.Http.PostAsJsonAsync("/v1/routing/explain", new { task_type = "CHAT", input_text = "Hello" }));
        using var dashboard = new HttpClient { BaseAddress = silo.DashboardUrl };
        foreach (var page in new[] { "/", "/tasks", $"/tasks/{id}", "/resources", "/routing", "/costs" })
            await said.AddAsync($"dashboard {page}", await dashboard.GetAsync(page));
    }

    private static async Task<(string Option, string Value)[]> OptionsAsync(
        TemporaryFolder folder, PostgresServer postgres, RedisServer redis, FakeOpenAi cloud, WebhookReceiver receiver)
    {
        var database = await postgres.CreateDatabaseAsync();
        var name = database[(database.LastIndexOf('=') + 1)..];
        SiloProcess.CopyPolicies(folder.File("policies"));
        await File.WriteAllTextAsync(
            folder.File("policies/engines.yaml"),
            $"""
             engines:
               - name: cloud
                 target: CLOUD
                 kind: openai
                 preset: custom
                 endpoint: {cloud.BaseAddress}
                 key: CLOUD_TEST_KEY
                 chat_model: gpt-fake
                 embedding_model: embedding-fake
             """);
        return
        [
            ("--log-level", "Trace"), ("--clustering", "redis"), ("--storage", "postgres"), ("--advertised-ip", "127.0.0.1"), ("--cluster-id", name), ("--capabilities", "cloud"),
            ("--no-target-grace-sec", "1"), ("--shutdown-grace-sec", "1"),
            // Files, as container platforms give them, for half of them; variables for the rest.
            ("API_KEYS_FILE", Write(folder, "keys", $"{OwnKey},{OtherKey}\n")),
            ("CLOUD_TEST_KEY_FILE", Write(folder, "cloud", CloudKey + "\n")),
            ("DATABASE_URL_FILE", Write(folder, "database", $"postgresql://postgres:{Uri.EscapeDataString(DatabasePassword)}@127.0.0.1:{postgres.Port}/{name}")),
            ("OTEL_EXPORTER_OTLP_HEADERS_FILE", Write(folder, "collector", $"authorization=Bearer {CollectorToken}")),
            ("REDIS_URL", redis.Url),
            ("WEBHOOK_SECRET", WebhookSecret),
            ("WEBHOOK_ALLOWED_HOSTS", $"127.0.0.1:{receiver.Port}"),
            ("GEMINI_API_KEY", GeminiKey),
            ("OTEL_EXPORTER_OTLP_ENDPOINT", $"http://127.0.0.1:{FreePort.Next()}"),
        ];
    }

    private static string Write(TemporaryFolder folder, string name, string secret)
    {
        var path = folder.File(name);
        File.WriteAllText(path, secret);
        return path;
    }

    private static void Require(string? missing)
    {
        if (missing is null)
            return;
        Assert.False(Requirement.AllRequired, missing);
        Assert.Skip(missing);
    }

    /// <summary>Everything the program said, by where.</summary>
    private sealed class Said
    {
        private readonly List<(string Where, string Text)> _texts = [];
        private readonly Stopwatch _clock = Stopwatch.StartNew();

        public void Add(string where, string text)
        {
            _texts.Add((where, text));
            TestContext.Current.TestOutputHelper?.WriteLine($"{_clock.Elapsed.TotalSeconds:0.0} s: {where}, {text.Length} characters");
        }

        public async Task AddAsync(string where, HttpResponseMessage response)
        {
            using (response)
                Add(where, $"{response.Headers}{response.Content.Headers}{await response.Content.ReadAsStringAsync()}");
        }

        public string Of(string where) => string.Concat(_texts.Where(text => text.Where == where).Select(text => text.Text));

        /// <summary>Where a secret is found, as it is or in one of the forms it may travel in.</summary>
        public List<string> Find(IEnumerable<string> secrets) =>
        [
            .. from secret in secrets
               from form in new[] { secret, Uri.EscapeDataString(secret), WebUtility.HtmlEncode(secret), JsonValue.Create(secret).ToJsonString().Trim('"'), Convert.ToBase64String(Encoding.UTF8.GetBytes(secret)) }.Distinct()
               from text in _texts
               let at = text.Text.IndexOf(form, StringComparison.OrdinalIgnoreCase)
               where at >= 0
               select $"{text.Where}: …{text.Text[Math.Max(0, at - 80)..Math.Min(text.Text.Length, at + form.Length + 20)]}…",
        ];
    }
}

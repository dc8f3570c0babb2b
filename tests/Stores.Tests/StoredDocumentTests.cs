using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using FsCheck;
using FsCheck.Xunit;
using Orchestrator.Grains.Interfaces;
using Orchestrator.Grains.Stores;
using Orchestrator.Routing;
using static Orchestrator.Stores.Tests.DocumentSamples;

namespace Orchestrator.Stores.Tests;

/// <summary>What is written by hand is what the serializer would write, byte for byte, and nothing is forgotten; what is written compactly says the same.</summary>
public sealed class StoredDocumentTests
{
    [Fact]
    public void Decisions_are_written_as_by_the_serializer() => Assert.All([FullDecision, BareDecision, BareSnapshot], AssertWritten);

    [Fact]
    public void Every_target_and_stage_is_written_as_by_the_serializer()
    {
        Assert.All(Enum.GetValues<ComputeTarget>(), target => AssertWritten(BareDecision with { Target = target, FallbackTarget = target }));
        Assert.All(Enum.GetValues<DecisionStage>(), stage => AssertWritten(BareDecision with { Stage = stage }));
    }

    [Fact]
    public void Every_type_and_priority_is_written_as_by_the_serializer()
    {
        Assert.All(Enum.GetValues<TaskType>(), type => AssertWritten(FullTask with { Profile = BareProfile with { Type = type } }));
        Assert.All(Enum.GetValues<TaskPriority>(), priority => AssertWritten(FullTask with { Profile = BareProfile with { Priority = priority } }));
    }

    [Fact]
    public void Progress_is_written_as_by_the_serializer() => Assert.All(
        [
            FullTask,
            FullTask with { Profile = BareProfile, Decision = BareDecision, Attempts = [BareAttempt], Progress = new(0, 0) },
            FullTask with { Profile = null, Progress = null },
            FullTask with { Decision = null },
            FullTask with { Attempts = [] },
        ],
        AssertWritten);

    [Fact]
    public void A_decision_that_is_logged_is_left_out() =>
        Assert.Equal(TextOf(StoredDocuments.ProgressOf(FullTask with { Decision = null }, decisionIsLogged: false, DocumentFormat.Json)!), TextOf(StoredDocuments.ProgressOf(FullTask, decisionIsLogged: true, DocumentFormat.Json)!));

    [Fact]
    public void A_task_of_which_nothing_is_known_has_no_progress() => Assert.Null(StoredDocuments.ProgressOf(Samples.Task(), decisionIsLogged: false, DocumentFormat.Compact));

    [Fact]
    public void Submissions_are_written_as_by_the_serializer() => Assert.All([FullSubmission, BareSubmission, ChatSubmission], AssertWritten);

    [Property]
    public void Any_value_is_written_as_by_the_serializer(NonNull<string> text, double figure, double? maybe, decimal money, DateTimeOffset time) =>
        AssertWritten(FullTask with
        {
            // The one thing a compact document does not keep is how many decimals a zero has.
            Attempts = [FullAttempt with { Error = text.Get, QueueMs = figure, TimeToFirstTokenMs = maybe, CostUsd = money == 0 ? 0 : money, FinishedAt = time }],
        });

    [Theory]
    [InlineData(DocumentFormat.Json)]
    [InlineData(DocumentFormat.Compact)]
    internal void A_document_that_failed_leaves_nothing_in_the_next_one(DocumentFormat format)
    {
        Assert.ThrowsAny<Exception>(() => StoredDocuments.Of(FullDecision with { Shadow = FullDecision.Shadow! with { Stage = (DecisionStage)99 } }, format));
        AssertWritten(FullDecision);
    }

    [Fact]
    public void Long_documents_are_whole_and_so_are_those_that_follow() =>
        Assert.All([ChatSubmission with { Messages = [new("user", new string('ü', 100_000))] }, ChatSubmission], AssertWritten);

    /// <summary>A member that is new fails here first, and then, once a sample sets it, where the documents are compared.</summary>
    [Fact]
    public void The_samples_set_every_member_there_is()
    {
        var members = new Dictionary<string, bool>();
        Note(StoreJson.Default.ProgressDocument, DocumentOf(FullTask), members);
        Note(StoreJson.Default.SubmissionDocument, DocumentOf(FullSubmission), members);

        Assert.Contains("TargetFigures.cloud", members.Keys);
        Assert.Empty(members.Where(member => !member.Value).Select(member => member.Key));
    }

    [Fact]
    public void A_compact_decision_is_less_than_a_third_of_its_JSON()
    {
        string[] targets = ["GPU", "CPU", "QUANTIZED", "CLOUD"];
        var decision = BareDecision with
        {
            Silo = "127.0.0.1:11111@154774562",
            Candidates = [.. targets.Select((target, i) => new CandidateAssessment(
                WireNames.Parse<ComputeTarget>(target), "127.0.0.1:11111@154774562", $"engine-{i}", $"model-{i}", null, 0.0000453m, 465.70789473684215, null, []))],
            Snapshot = FullDecision.Snapshot,
        };

        Assert.InRange(StoredDocuments.Of(decision, DocumentFormat.Compact).Length, 100, StoredDocuments.Of(decision, DocumentFormat.Json).Length / 3);
    }

    [Fact]
    public void Long_compact_documents_are_whole_and_so_are_those_that_follow() =>
        Assert.All([FullDecision with { Reasoning = new string('ü', 100_000) }, FullDecision], AssertWritten);

    /// <summary>What is on disk holds the numbers: one that changed would give the members of old tasks other names.</summary>
    [Fact]
    public void Names_keep_their_numbers()
    {
        var released = File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "Upgrade", "Released", "members.txt"));

        Assert.Equal(released, MemberName.All.Take(released.Length).Select(name => name.Text));
        Assert.Equal(MemberName.All.Count, MemberName.All.DistinctBy(name => name.Text).Count());
        Assert.Equal(Enumerable.Range(0, MemberName.All.Count), MemberName.All.Select(name => name.Number));
    }

    [Theory]
    [InlineData("BF616100FF")] // A member with a text for a number.
    [InlineData("BF00D81905FF")] // Text 5 again, where there is none.
    [InlineData("BF00")] // It ends in the middle.
    public void A_damaged_compact_document_is_an_error_and_not_a_wrong_answer(string hex) =>
        Assert.ThrowsAny<Exception>(() => JsonOf(Convert.FromHexString(hex)));

    [Fact]
    public void Members_of_a_newer_program_are_passed_over()
    {
        // 999: ["phi3:mini"], engine: text 0 again.
        var json = JsonOf(Convert.FromHexString("BF1903E78169706869333A6D696E6902D81900FF"));

        Assert.Equal("phi3:mini", JsonSerializer.Deserialize(json, StoreJson.Default.RoutingDecision)!.Engine);
    }

    private static void AssertWritten(RoutingDecision decision) => AssertWritten(
        JsonSerializer.Serialize(decision, StoreJson.Default.RoutingDecision), format => StoredDocuments.Of(decision, format));

    private static void AssertWritten(TaskSnapshot task) => AssertWritten(
        JsonSerializer.Serialize(DocumentOf(task), StoreJson.Default.ProgressDocument), format => StoredDocuments.ProgressOf(task, decisionIsLogged: false, format)!);

    private static void AssertWritten(string expected, Func<DocumentFormat, byte[]> write)
    {
        Assert.Equal(expected, TextOf(write(DocumentFormat.Json)));
        Assert.Equal(expected, JsonOf(write(DocumentFormat.Compact)));
    }

    private static string JsonOf(byte[] compact) => TextOf(new JsonDocumentWriter(new Utf8JsonWriter(Stream.Null)).JsonOf(compact));

    private static void AssertWritten(TaskSubmission submission) => Assert.Equal(
        JsonSerializer.Serialize(DocumentOf(submission), StoreJson.Default.SubmissionDocument), TextOf(StoredDocuments.SubmissionOf(submission)));

    private static string TextOf(ReadOnlySpan<byte> document) => Encoding.UTF8.GetString(document);

    private static ProgressDocument DocumentOf(TaskSnapshot task) => new(task.Profile, task.Decision, task.Attempts, task.Progress);

    private static SubmissionDocument DocumentOf(TaskSubmission submission) => new()
    {
        MaxCostUsd = submission.MaxCostUsd,
        MaxLatencyMs = submission.MaxLatencyMs,
        Metadata = submission.Metadata.Count == 0 ? null : submission.Metadata,
        CallbackUrl = submission.CallbackUrl,
        MaxOutputTokens = submission.MaxOutputTokens,
        Target = submission.Target,
        Model = submission.Model,
        Messages = submission.Messages,
        Options = submission.Options,
        RequestHash = submission.RequestHash,
    };

    /// <summary>Notes of each member that the serializer knows below <paramref name="value"/> whether it was anywhere set to something.</summary>
    private static void Note(JsonTypeInfo type, object value, Dictionary<string, bool> members)
    {
        if (type.Kind == JsonTypeInfoKind.Enumerable)
        {
            foreach (var item in (System.Collections.IEnumerable)value)
                Note(InfoOf(type.ElementType!), item, members);
        }

        foreach (var property in type.Properties)
        {
            var (name, held) = ($"{type.Type.Name}.{property.Name}", property.Get!(value));
            var isSet = held is not null && !held.Equals(property.PropertyType.IsValueType ? Activator.CreateInstance(property.PropertyType) : null);
            members[name] = isSet || members.GetValueOrDefault(name);
            if (held is not null)
                Note(InfoOf(property.PropertyType), held, members);
        }
    }

    private static JsonTypeInfo InfoOf(Type type) => StoreJson.Default.GetTypeInfo(type)!;
}

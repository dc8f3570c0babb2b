using Orchestrator.Routing;

namespace Orchestrator.Configuration;

/// <summary>The cost configuration as its file says it.</summary>
/// <param name="Book">Prices, energy and priors.</param>
/// <param name="Errors">What is wrong; the book is only to be used when this is empty.</param>
public sealed record CostDocument(CostBook Book, IReadOnlyList<PolicyError> Errors);

/// <summary>Reads <c>cost_config.yaml</c>.</summary>
public static class CostFile
{
    private const decimal HighestPrice = 1_000_000m;

    /// <summary>Reads and validates a whole cost configuration. Every error carries its line and column.</summary>
    public static CostDocument Parse(string text)
    {
        var errors = new YamlErrors();
        if (YamlFile.Parse(text, errors)?.AsMap("baseline_model", "baseline_embedding_model", "prices", "energy", "priors") is not { } root)
            return new(CostBook.Empty, errors.All);

        var prices = new List<(ModelPrice Price, YamlValue Place)>();
        foreach (var item in root.Required("prices")?.AsList() ?? [])
            if (Price(item) is { } price)
                prices.Add((price, item));
        RefuseOverlaps(prices);
        var baseline = Known(root.Required("baseline_model"), prices);
        var embedding = Known(root.Required("baseline_embedding_model"), prices);
        var book = new CostBook(
            prices.Select(entry => entry.Price).ToArray(),
            baseline,
            embedding,
            Energy(root.Map("energy", "GPU", "CPU", "QUANTIZED")),
            Priors(root.Map("priors", "GPU", "CPU", "QUANTIZED", "CLOUD")));
        return new(book, errors.All);
    }

    private static ModelPrice? Price(YamlValue item)
    {
        if (item.AsMap("model", "input", "output", "valid_from", "valid_to", "source") is not { } map)
            return null;
        var model = map.Required("model")?.AsText();
        var input = map.Required("input")?.AsNumber(0m, HighestPrice);
        var output = map.Required("output")?.AsNumber(0m, HighestPrice);
        var (from, to) = (map.Time("valid_from"), map.Time("valid_to"));
        if (from >= to)
            map["valid_to"]!.Refuse("must be later than valid_from");
        return model is null || input is null || output is null ? null : new ModelPrice(model, input.Value, output.Value, from, to, map.Text("source"));
    }

    private static void RefuseOverlaps(List<(ModelPrice Price, YamlValue Place)> prices)
    {
        for (var i = 0; i < prices.Count; i++)
        for (var j = 0; j < i; j++)
        {
            var (later, earlier) = (prices[i].Price, prices[j].Price);
            if (later.Model == earlier.Model && Starts(later) < Ends(earlier) && Starts(earlier) < Ends(later))
                prices[i].Place.Refuse($"'{later.Model}' has another price for an overlapping period, at line {prices[j].Place.Line}");
        }
    }

    private static DateTimeOffset Starts(ModelPrice price) => price.ValidFrom ?? DateTimeOffset.MinValue;

    private static DateTimeOffset Ends(ModelPrice price) => price.ValidTo ?? DateTimeOffset.MaxValue;

    private static string Known(YamlValue? value, List<(ModelPrice Price, YamlValue Place)> prices)
    {
        if (value?.AsText() is not { } model)
            return "";
        var models = prices.Select(entry => entry.Price.Model).Distinct().ToArray();
        if (!models.Contains(model))
            value.Refuse($"'{model}' has no entry under prices{Nearest.Suggest(model, models)}");
        return model;
    }

    private static Dictionary<ComputeTarget, EnergyPrice> Energy(YamlMap? map)
    {
        var energy = new Dictionary<ComputeTarget, EnergyPrice>();
        foreach (var (name, value) in map?.Entries ?? [])
        {
            if (value.AsMap("watts", "usd_per_kwh") is not { } entry)
                continue;
            var watts = entry.Required("watts")?.AsNumber(0m, 100_000m);
            var tariff = entry.Required("usd_per_kwh")?.AsNumber(0m, 1000m);
            if (watts is not null && tariff is not null)
                energy[WireNames.Parse<ComputeTarget>(name)] = new EnergyPrice(watts.Value, tariff.Value);
        }

        return energy;
    }

    private static ServicePriors Priors(YamlMap? map) => new(
        Prior(map?["GPU"], ServicePriors.Default.Gpu),
        Prior(map?["CPU"], ServicePriors.Default.Cpu),
        Prior(map?["QUANTIZED"], ServicePriors.Default.Quantized),
        Prior(map?["CLOUD"], ServicePriors.Default.Cloud));

    private static ServicePrior Prior(YamlValue? value, ServicePrior standard)
    {
        if (value?.AsMap("overhead_ms", "prefill_tokens_per_second", "decode_tokens_per_second", "embedding_speedup", "success_rate") is not { } map)
            return standard;
        return new ServicePrior(
            map.Number("overhead_ms", 0.0, 600_000.0) ?? standard.OverheadMs,
            map.Number("prefill_tokens_per_second", 0.01, 1e9) ?? standard.PrefillTokensPerSecond,
            map.Number("decode_tokens_per_second", 0.01, 1e9) ?? standard.DecodeTokensPerSecond,
            map.Number("embedding_speedup", 0.01, 1e6) ?? standard.EmbeddingSpeedup,
            map.Number("success_rate", 0.0, 1.0) ?? standard.SuccessRate);
    }
}

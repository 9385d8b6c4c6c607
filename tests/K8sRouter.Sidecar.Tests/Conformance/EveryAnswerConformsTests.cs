using System.Buffers;
using System.Text.Json;
using K8sRouter.Core.Configuration;
using K8sRouter.Core.DataPolicies;
using K8sRouter.Core.Generations;
using K8sRouter.Core.Storage;
using K8sRouter.Sidecar.Catalog;
using K8sRouter.Sidecar.Errors;
using K8sRouter.Sidecar.Generations;
using K8sRouter.Testing;
using K8sRouter.Testing.Conformance;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;

namespace K8sRouter.Sidecar.Tests.Conformance;

/// <summary>Every answer that the router writes itself, field by field against what strict clients demand.</summary>
public sealed class EveryAnswerConformsTests
{
    private static readonly FakeTimeProvider Clock = Clocks.Noon();

    public static TheoryData<string> Configurations => [.. Samples.Configurations.Keys];

    [Theory]
    [MemberData(nameof(Configurations))]
    public async Task Catalogue_answers_conform_whatever_the_configuration_holds(string name)
    {
        var configuration = Samples.Active(Samples.Configurations[name]);
        foreach (var statistics in new IEndpointStatistics?[] { null, new FixedStatistics() })
        {
            var catalog = new CatalogHandlers(Clock, statistics);
            await Conforms("ModelsListResponse", c => catalog.HandleModelsAsync(c, configuration));
            await Conforms("ModelsListResponse", c => catalog.HandleModelsAsync(c, configuration), "/api/v1/models?offset=0&limit=1");
            await Conforms("ModelsListResponse", c => catalog.HandleEmbeddingModelsAsync(c, configuration));
            await Conforms("ModelCountResponse", c => catalog.HandleModelCountAsync(c, configuration));
            await Conforms("ZeroRetentionEndpointsResponse", c => catalog.HandleZeroRetentionEndpointsAsync(c, configuration));
            await Conforms("ProvidersResponse", c => catalog.HandleProvidersAsync(c, configuration));
            foreach (var model in configuration.Config.Models)
                await Conforms("EndpointsResponse", c => catalog.HandleEndpointsAsync(c, configuration, model.Name));
            foreach (var endpoint in configuration.Config.Endpoints)
                await Conforms("ModelResponse", c => catalog.HandleModelAsync(c, configuration, endpoint.Model));
        }
        var usage = new KeyUsage(Clock);
        usage.Add(Samples.FullGeneration());
        foreach (var key in configuration.Config.ApiKeys.Cast<ApiKeyEntry?>().Append(null))
            await Conforms("KeyResponse", c => new KeyHandler(usage).HandleAsync(c, configuration, key));
    }

    [Fact]
    public async Task Generations_conform_with_everything_known_and_with_nothing_known()
    {
        var index = new GenerationIndex();
        var handlers = new GenerationHandlers(index, new(() => null, new FolderObjectStore("/nowhere"), "k8srouter"));
        GenerationRecord[] records =
        [
            Samples.FullGeneration(),
            Samples.Generation("gen-2"),
            Samples.FullGeneration() with { Id = "gen-3", Api = GenerationApis.Embeddings, IsByok = true, Cost = null, Usage = null },
            Samples.Generation("gen-4") with { Outcome = GenerationOutcomes.RouterCrashed, ZeroDataRetention = true, Api = GenerationApis.Completions },
            Samples.Generation("gen-5") with { ZeroDataRetention = true },
        ];
        var configuration = Samples.Active(Samples.Configurations["europe, with keys"]);
        var administrator = configuration.Config.ApiKeys[0];
        foreach (var record in records)
        {
            index.Add(record);
            await Conforms("GenerationResponse", c => handlers.HandleAsync(c, administrator), $"/api/v1/generation?id={record.Id}");
            await Conforms(
                record.ZeroDataRetention ? "GenerationContentResponse" : "ErrorResponse",
                c => handlers.HandleContentAsync(c, configuration, administrator), $"/api/v1/generation/content?id={record.Id}");
        }
    }

    [Fact]
    public void The_table_of_generation_fields_is_exactly_the_schemas() =>
        Assert.Equal(
            ResponseSchemas.FieldsOf("GenerationResponseData").Order(StringComparer.Ordinal),
            GenerationFields.All.Select(f => f.Name).Order(StringComparer.Ordinal));

    public static TheoryData<int> ErrorNumbers => [.. Enumerable.Range(0, Errors.Length)];

    [Theory]
    [MemberData(nameof(ErrorNumbers))]
    public void Errors_conform_in_every_shape(int number)
    {
        var error = Errors[number];
        Conforms("ErrorResponse", Body(null, error));
        Conforms("ErrorResponse", Body(GenerationApis.Chat, error));
        Conforms("ErrorResponse", Body(GenerationApis.Completions, error));
        Conforms("ErrorResponse", Body(GenerationApis.Embeddings, error));
        Conforms("ResponsesErrorResponse", Body(GenerationApis.Responses, error));
        Conforms("AnthropicErrorResponse", Body(GenerationApis.Messages, error));
        Conforms("AnthropicErrorResponse", StreamEvent(GenerationApis.Messages, error));
        Conforms("ChatStreamChunk", StreamEvent(GenerationApis.Chat, error));
    }

    private static readonly ApiError[] Errors =
    [
        ApiErrors.MissingKey,
        ApiErrors.InvalidKey,
        ApiErrors.NoConfiguration,
        ApiErrors.UnknownRoute,
        ApiErrors.MethodNotAllowed,
        ApiErrors.UnknownModel("no/such"),
        ApiErrors.PayloadTooLarge(32 << 20),
        ApiErrors.Provider(502, "Acme AI", "overloaded", "raw \ud800 text", [new PreviousError("Slow", "timeout", null), new PreviousError("B", "status", 500)]),
        ApiErrors.Provider(504, "Acme AI"),
        PolicyRefusal.Create(["a/b"], []),
        PolicyRefusal.Create(["openai/gpt-5-mini"], [Samples.Excluded("acme", reasons: Samples.Reason(ExclusionRules.ZeroDataRetention, null))]),
        PolicyRefusal.Create(["openai/gpt-5-mini"],
        [
            Samples.Excluded("acme", reasons: [Samples.Reason(ExclusionRules.PaidTraining), Samples.Reason(ExclusionRules.Retention)]),
            Samples.Excluded("beta", reasons: Samples.Reason(ExclusionRules.MaxPrice, null)),
        ]),
    ];

    private static async Task Conforms(string type, Func<HttpContext, Task> handler, string pathAndQuery = "/api/v1/models") =>
        Conforms(type, (await TestCall.GetAsync(handler, pathAndQuery)).Json);

    private static void Conforms(string type, JsonElement document) => Assert.Empty(ResponseSchemas.Validate(type, document));

    private static JsonElement Body(string? api, ApiError error)
    {
        var buffer = new ArrayBufferWriter<byte>();
        ApiErrorWriter.Write(buffer, api, error, "gen-1");
        return JsonDocument.Parse(buffer.WrittenMemory).RootElement;
    }

    private static JsonElement StreamEvent(string api, ApiError error)
    {
        var buffer = new ArrayBufferWriter<byte>();
        ApiErrorWriter.WriteStreamError(buffer, api, "gen-1", "openai/gpt-5-mini", "Acme AI", 1_795_176_000, error);
        string text = System.Text.Encoding.UTF8.GetString(buffer.WrittenSpan);
        return JsonDocument.Parse(text[(text.IndexOf("data: ", StringComparison.Ordinal) + 6)..]).RootElement;
    }
}

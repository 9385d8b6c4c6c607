using System.Text.Json;
using System.Text.Json.Serialization;

namespace K8sRouter.Core.Generations;

/// <summary>Source-generated JSON of <see cref="GenerationRecord"/>: the row in record segments and in the journal.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(GenerationRecord))]
public sealed partial class GenerationRecordJson : JsonSerializerContext;

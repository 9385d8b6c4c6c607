using System.Text.Json.Nodes;

namespace K8sRouter.Testing.GoogleCloudStorage;

/// <summary>A refusal in the words of the real service.</summary>
internal sealed class GcsWireError(int status, string reason, string message) : Exception(message)
{
    public int Status { get; } = status;

    public int? RetryAfterSeconds { get; init; }

    public static GcsWireError Invalid(string message) => new(400, "invalid", message);

    public static GcsWireError NoBucket() => new(404, "notFound", "The specified bucket does not exist.");

    public static GcsWireError NoObject(string bucket, string name) => new(404, "notFound", $"No such object: {bucket}/{name}");

    public static GcsWireError NoRoute() => new(404, "notFound", "Not Found");

    public static GcsWireError Precondition() =>
        new(412, "conditionNotMet", "At least one of the pre-conditions you specified did not hold.");

    public JsonObject ToJson() => new()
    {
        ["error"] = new JsonObject
        {
            ["code"] = Status,
            ["message"] = Message,
            ["errors"] = new JsonArray(new JsonObject { ["message"] = Message, ["domain"] = "global", ["reason"] = reason }),
        },
    };
}

using K8sRouter.Core.Destinations.ObjectStorage;
using static K8sRouter.Core.Destinations.Types.DestinationFieldKinds;

namespace K8sRouter.Core.Destinations.Types;

/// <summary>Amazon S3, or a store that speaks its protocol.</summary>
internal static class S3Type
{
    public static readonly DestinationType Type = new()
    {
        Name = DestinationTypes.S3,
        DisplayName = "Amazon S3",
        Fields =
        [
            Text("bucketName", "Name of the bucket."),
            Secret("accessKeyId", "Access key id."),
            Secret("secretAccessKey", "Secret access key."),
            Optional("region", "Region of the bucket."),
            Url("endpoint", "Address of a store that speaks S3's protocol; absent: Amazon's.") with { Required = false },
            Secret("sessionToken", "Token of temporary credentials.") with { Required = false },
            Text("prefix", "First part of every object's name.", "openrouter-traces"),
            Text("pathTemplate",
                "Folder of an object, of {prefix}, {date}, {year}, {month}, {day} and {apiKeyName} (none without identity).",
                "{prefix}/{date}"),
        ],
        Exporter = context => new S3Exporter(context),
    };
}

namespace K8sRouter.Core.Storage.GoogleCloudStorage;

/// <summary>What a call attempts, for people.</summary>
internal static class GcsActions
{
    public const string Write = "write an object";
    public const string Read = "read an object";
    public const string List = "list objects";
    public const string Delete = "delete an object";
    public const string ReadBucket = "read the bucket's settings";
    public const string ReadIam = "read who may use the bucket";
    public const string SetLifecycle = "set the bucket's lifecycle rules";
}

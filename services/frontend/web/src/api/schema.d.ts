// Made by "npm run build" from the routes of the services: see scripts/src/api.

export interface paths {
    "/api/auth/.well-known/jwks.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Public keys that tokens are signed with (RFC 7517) */
        get: operations["getKeySet"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The keys that are published, and what each is there for */
        get: operations["listKeys"];
        put?: never;
        /**
         * Publish the key that is to sign next; it signs nothing yet
         * @description There is at most one such key. `npm run keys:rotate` does all steps of a rotation.
         */
        post: operations["publishKey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/keys/{kid}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Publish a key no longer that has signed nothing yet */
        delete: operations["withdrawKey"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/keys/signing": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Sign tokens with the next key from now on
         * @description Refused until every verifier knows the key. The key before stays published until its last token has expired, so nobody is logged out.
         */
        put: operations["signWithKey"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/login": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Log in with name and password
         * @description Wrong passwords are counted for each device and each address. Who has logged in with a device before, and sends its cookie, is not concerned by what others do.
         */
        post: operations["logIn"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/logout": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * End this log-in: its refresh cookies are worth nothing from now on
         * @description Access tokens that were given out go on until they expire, after at most 15 minutes.
         */
        post: operations["logOut"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/logout-everywhere": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * End all log-ins of this account, this one too
         * @description Access tokens that were given out go on until they expire, after at most 15 minutes. The devices and addresses that the account knew are forgotten.
         */
        post: operations["logOutEverywhere"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/me": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The account of this token, as it is now */
        get: operations["getAccount"];
        put?: never;
        post?: never;
        /**
         * Delete the account and its pictures
         * @description From now on nobody can log in to it. Its pictures go at once, or as soon as image-store can be reached. The name is free when nothing new can come of the tokens that were given out, about half an hour later.
         */
        delete: operations["deleteAccount"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/plan": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Change the plan, up or down; the new token carries it */
        put: operations["changePlan"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/refresh": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Exchange the refresh cookie for a new access token and a new cookie
         * @description Each cookie is good for one use. A second one means that somebody has copied it, and ends the whole log-in.
         */
        post: operations["refresh"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/signup": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Make an account and log in */
        post: operations["signUp"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/images": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List public pictures and your own */
        get: operations["listImages"];
        put?: never;
        /** Upload a picture */
        post: operations["uploadImage"];
        /**
         * Delete all your pictures and likes
         * @description Can be repeated until it is answered with 204: what is deleted stays deleted.
         */
        delete: operations["deleteAllImages"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/images/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A picture’s title, tags, owner and size */
        get: operations["readImage"];
        /** Upload a picture under an id of yours; the same bytes again change nothing */
        put: operations["putImage"];
        post?: never;
        /** Delete a picture of yours, with its bytes and renditions */
        delete: operations["deleteImage"];
        options?: never;
        head?: never;
        /** Change title, alt, tags or visibility of a picture of yours; what is not given stays */
        patch: operations["changeImage"];
        trace?: never;
    };
    "/api/images/{id}/like": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Like a picture; again changes nothing */
        put: operations["likeImage"];
        post?: never;
        /** Take a like back; again changes nothing */
        delete: operations["unlikeImage"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/images/{id}/original": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The picture as it is stored: every pixel as uploaded, without metadata; in parts if asked for */
        get: operations["readOriginal"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/images/{id}/pull": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Pull a picture in a size, format and quality; without parameters, the original bytes */
        get: operations["pullImage"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/images/{id}/thumbnail": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A small WebP of a picture */
        get: operations["readThumbnail"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/images/tags": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The tags that most public pictures have */
        get: operations["listTags"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/openapi.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * This document
         * @description All that the hub answers, in OpenAPI 3.1. `/docs` shows it to people.
         */
        get: operations["getApiDocument"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/plans": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The plans and their limits, as the data plane enforces them now */
        get: operations["listPlans"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /**
         * ApiDocument
         * @description An OpenAPI 3.1 document
         */
        ApiDocument: {
            /** @example 3.1.0 */
            openapi: string;
        } & {
            [key: string]: unknown;
        };
        /**
         * Image
         * @example {
         *       "id": "0192f0c1-2f3a-7c4d-8e5f-0123456789ab",
         *       "title": "Ridges at dawn",
         *       "alt": "Blue ridges one behind the other, fading into an orange sky",
         *       "tags": [
         *         "landscape",
         *         "dawn"
         *       ],
         *       "owner": {
         *         "id": "0192f0c0-11aa-7b1e-9c55-0123456789ab",
         *         "name": "ada"
         *       },
         *       "visibility": "public",
         *       "width": 4000,
         *       "height": 3000,
         *       "bytes": 1734212,
         *       "format": "jpeg",
         *       "createdAt": "2026-11-24T09:30:00.000Z",
         *       "likes": 12,
         *       "liked": false,
         *       "placeholder": "1QcSHQRnh493V4dIh4eXh1h4kJUI",
         *       "links": {
         *         "thumbnail": "/api/images/0192f0c1-2f3a-7c4d-8e5f-0123456789ab/thumbnail",
         *         "pull": "/api/images/0192f0c1-2f3a-7c4d-8e5f-0123456789ab/pull",
         *         "original": "/api/images/0192f0c1-2f3a-7c4d-8e5f-0123456789ab/original"
         *       }
         *     }
         */
        Image: {
            /** @description What is to be seen, for those who cannot see it; may be empty */
            alt: string;
            /** @description Of the original as stored */
            bytes: number;
            /** Format: date-time */
            createdAt: string;
            /** @enum {unknown} */
            format: "jpeg" | "png" | "webp" | "gif" | "tiff" | "avif";
            /** @description Pixels, as displayed */
            height: number;
            /** Format: uuid */
            id: string;
            /** @description Whether the user who asks likes it; false without a token */
            liked: boolean;
            likes: number;
            links: {
                original: string;
                pull: string;
                thumbnail: string;
            };
            owner: {
                id: string;
                name: string;
            };
            /** @description ThumbHash in base64, to be shown until the picture is there; null when not known yet */
            placeholder: string | null;
            tags: string[];
            title: string;
            /** @enum {unknown} */
            visibility: "public" | "private";
            /** @description Pixels, as displayed */
            width: number;
        };
        /** ImageChange */
        ImageChange: {
            /**
             * @description what is to be seen, for those who cannot see it, without control characters
             * @example Blue ridges one behind the other, fading into an orange sky
             */
            alt?: string;
            /**
             * @example [
             *       "landscape",
             *       "dawn"
             *     ]
             */
            tags?: string[];
            /**
             * @description text without control characters
             * @example Ridges at dawn
             */
            title?: string;
            /**
             * @description private: nobody but its owner is told of it
             * @enum {unknown}
             */
            visibility?: "public" | "private";
        };
        /** ImagePage */
        ImagePage: {
            items: components["schemas"]["Image"][];
            /**
             * @description null at the end
             * @example AZLwwS86fE2OXwEjRWeJqw
             */
            nextCursor: string | null;
        };
        /** JsonWebKeySet */
        JsonWebKeySet: {
            keys: {
                /** @enum {string} */
                alg: "RS256";
                /**
                 * @description Exponent, base64url
                 * @example AQAB
                 */
                e: string;
                /**
                 * @description Thumbprint of the key (RFC 7638)
                 * @example NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs
                 */
                kid: string;
                /** @enum {string} */
                kty: "RSA";
                /**
                 * @description Modulus, base64url
                 * @example 0vx7agoebGcQSuuPiLJXZpt
                 */
                n: string;
                /** @enum {string} */
                use: "sig";
            }[];
        };
        /** Keys */
        Keys: {
            items: components["schemas"]["PublishedKey"][];
        };
        /**
         * Plan
         * @description Subscription plan
         * @example personal
         * @enum {string}
         */
        Plan: "personal" | "team" | "enterprise";
        /** PlanLimit */
        PlanLimit: {
            /**
             * @description Pulls in any window
             * @example 10
             */
            limit: number;
            /** @example personal */
            name: string;
            /**
             * @description Seconds
             * @example 60
             */
            window: number;
        };
        /** Plans */
        Plans: {
            items: components["schemas"]["PlanLimit"][];
        };
        /** Problem */
        Problem: {
            detail?: string;
            /** @description Each field at fault, as body.name or query.w */
            errors?: {
                field: string;
                message: string;
            }[];
            /** @description The request id, to be found in the logs */
            instance?: string;
            status: number;
            title: string;
            /** @description URI that names the kind of problem; about:blank says the status is all */
            type: string;
        } & {
            [key: string]: unknown;
        };
        /** PublishedKey */
        PublishedKey: {
            /**
             * @description Id of a key: its thumbprint (RFC 7638)
             * @example NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs
             */
            kid: string;
            /**
             * @description When a retiring key is published no longer
             * @example null
             */
            retiresAt: string | null;
            /**
             * @description next: published, and signs nothing yet; retiring: signs nothing any more, and its tokens are still good
             * @example signing
             * @enum {string}
             */
            state: "next" | "signing" | "retiring";
        };
        /**
         * Role
         * @example user
         * @enum {string}
         */
        Role: "user" | "admin";
        /** Session */
        Session: {
            /**
             * @description Seconds
             * @example 900
             */
            expiresIn: number;
            /**
             * @description Access token (JWT, RS256) to be sent as Authorization: Bearer
             * @example eyJhbGciOiJSUzI1NiIsInR5cCI6IkpXVCJ9.eyJpc3MiOiJpbWFnZS1odWIifQ.c2lnbmF0dXJl
             */
            token: string;
            /** @enum {string} */
            tokenType: "Bearer";
            user: components["schemas"]["User"];
        };
        /** TagCounts */
        TagCounts: {
            items: {
                /** @description Public pictures with it */
                count: number;
                tag: string;
            }[];
        };
        /** User */
        User: {
            /** @example 019a8f3e-5f0b-7cc3-9d6f-1f2c3a4b5c6d */
            id: string;
            /** @example mary */
            name: string;
            plan: components["schemas"]["Plan"];
            role: components["schemas"]["Role"];
        };
    };
    responses: {
        /** @description Something that the service needs is away for a moment */
        "database-unavailable": {
            headers: {
                /** @example 2 */
                "Retry-After"?: string;
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Something went wrong on our side; the log has it under the request id */
        "Internal-Server-Error": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description A field is missing, unknown or out of bounds; errors names each */
        "invalid-request": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The plan of the token is none that the hub knows */
        "no-plan": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The body is larger than is taken here */
        "Payload-Too-Large": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Nothing is left of the plan */
        "quota-exceeded": {
            headers: {
                /** @example "personal";r=0;t=23 */
                RateLimit?: string;
                /** @example "personal";q=10;w=60 */
                "RateLimit-Policy"?: string;
                /** @example 23 */
                "Retry-After"?: string;
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description There is no valid token */
        Unauthorized: {
            headers: {
                /** @example Bearer error="invalid_token" */
                "WWW-Authenticate"?: string;
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The body is of a media type that is not taken here */
        "Unsupported-Media-Type": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description A part of the address is too long */
        "URI-Too-Long": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
    };
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    getKeySet: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JsonWebKeySet"];
                };
            };
            500: components["responses"]["Internal-Server-Error"];
            503: components["responses"]["database-unavailable"];
        };
    };
    listKeys: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Keys"];
                };
            };
            401: components["responses"]["Unauthorized"];
            /** @description The token is not that of an administrator */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            500: components["responses"]["Internal-Server-Error"];
            503: components["responses"]["database-unavailable"];
        };
    };
    publishKey: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PublishedKey"];
                };
            };
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PublishedKey"];
                };
            };
            401: components["responses"]["Unauthorized"];
            /** @description The token is not that of an administrator */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            500: components["responses"]["Internal-Server-Error"];
            503: components["responses"]["database-unavailable"];
        };
    };
    withdrawKey: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Id of a key: its thumbprint (RFC 7638)
                 * @example NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs
                 */
                kid: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is withdrawn */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["invalid-request"];
            401: components["responses"]["Unauthorized"];
            /** @description The token is not that of an administrator */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No such key is published */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The key signs, or has signed, tokens that are still good */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            414: components["responses"]["URI-Too-Long"];
            500: components["responses"]["Internal-Server-Error"];
            503: components["responses"]["database-unavailable"];
        };
    };
    signWithKey: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /**
                     * @description Id of a key: its thumbprint (RFC 7638)
                     * @example NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs
                     */
                    kid: string;
                };
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PublishedKey"];
                };
            };
            400: components["responses"]["invalid-request"];
            401: components["responses"]["Unauthorized"];
            /** @description The token is not that of an administrator */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No such key is published */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The key has been replaced; or: Not everybody who fetches the keys can have seen this one; or: Consul's jwt-provider lacks the key, so that sidecars would refuse its tokens */
            409: {
                headers: {
                    /** @example 4 */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            413: components["responses"]["Payload-Too-Large"];
            415: components["responses"]["Unsupported-Media-Type"];
            500: components["responses"]["Internal-Server-Error"];
            /** @description Consul cannot be asked; or: Something that the service needs is away for a moment */
            503: {
                headers: {
                    /** @example 2 */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    logIn: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /**
                     * @description text without control characters
                     * @example mary
                     */
                    name: string;
                    /** @example correct horse battery */
                    password: string;
                };
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Session"];
                };
            };
            400: components["responses"]["invalid-request"];
            /** @description There is no such name, or the password is wrong: the answer is the same */
            401: {
                headers: {
                    /** @example Bearer */
                    "WWW-Authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            413: components["responses"]["Payload-Too-Large"];
            415: components["responses"]["Unsupported-Media-Type"];
            /** @description Too many wrong passwords came from this device or address */
            429: {
                headers: {
                    /** @example 712 */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            500: components["responses"]["Internal-Server-Error"];
            /** @description Too many passwords wait to be checked; or: Something that the service needs is away for a moment */
            503: {
                headers: {
                    /** @example 2 */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    logOut: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Logged out, also if nobody was logged in */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            500: components["responses"]["Internal-Server-Error"];
            503: components["responses"]["database-unavailable"];
        };
    };
    logOutEverywhere: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Logged out everywhere */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            401: components["responses"]["Unauthorized"];
            500: components["responses"]["Internal-Server-Error"];
            503: components["responses"]["database-unavailable"];
        };
    };
    getAccount: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["User"];
                };
            };
            /** @description The account is gone; or: There is no valid token */
            401: {
                headers: {
                    /** @example Bearer error="invalid_token" */
                    "WWW-Authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            500: components["responses"]["Internal-Server-Error"];
            503: components["responses"]["database-unavailable"];
        };
    };
    deleteAccount: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @example correct horse battery */
                    password: string;
                };
            };
        };
        responses: {
            /** @description The account is gone, and its pictures go */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["invalid-request"];
            /** @description The account is gone; or: There is no valid token */
            401: {
                headers: {
                    /** @example Bearer error="invalid_token" */
                    "WWW-Authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The password is not that of the account */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nobody else could administer the hub */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            413: components["responses"]["Payload-Too-Large"];
            415: components["responses"]["Unsupported-Media-Type"];
            /** @description Too many wrong passwords came from this device or address */
            429: {
                headers: {
                    /** @example 712 */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            500: components["responses"]["Internal-Server-Error"];
            /** @description Too many passwords wait to be checked; or: Something that the service needs is away for a moment */
            503: {
                headers: {
                    /** @example 2 */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    changePlan: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    plan: components["schemas"]["Plan"];
                };
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Session"];
                };
            };
            400: components["responses"]["invalid-request"];
            /** @description The account is gone; or: There is no valid token */
            401: {
                headers: {
                    /** @example Bearer error="invalid_token" */
                    "WWW-Authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            413: components["responses"]["Payload-Too-Large"];
            415: components["responses"]["Unsupported-Media-Type"];
            500: components["responses"]["Internal-Server-Error"];
            503: components["responses"]["database-unavailable"];
        };
    };
    refresh: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Session"];
                };
            };
            /** @description There is no cookie: nobody is logged in here */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The log-in has ended, or its cookie was used before, which ends it; or the account is gone */
            401: {
                headers: {
                    /** @example Bearer */
                    "WWW-Authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            500: components["responses"]["Internal-Server-Error"];
            503: components["responses"]["database-unavailable"];
        };
    };
    signUp: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /**
                     * @description Letters, digits, and inside also space, dot, dash and underscore
                     * @example mary
                     */
                    name: string;
                    /** @example correct horse battery */
                    password: string;
                    plan: components["schemas"]["Plan"];
                };
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Session"];
                };
            };
            400: components["responses"]["invalid-request"];
            /** @description Somebody has the name, in this or another spelling, or its account is still being deleted */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            413: components["responses"]["Payload-Too-Large"];
            415: components["responses"]["Unsupported-Media-Type"];
            500: components["responses"]["Internal-Server-Error"];
            /** @description Too many passwords wait to be checked; or: Something that the service needs is away for a moment */
            503: {
                headers: {
                    /** @example 2 */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listImages: {
        parameters: {
            query?: {
                /**
                 * @description nextCursor of the page before, with the same sort
                 * @example AZLwwS86fE2OXwEjRWeJqw
                 */
                cursor?: string;
                limit?: number;
                /**
                 * @description Id of the user whose pictures are meant
                 * @example 0192f0c0-11aa-7b1e-9c55-0123456789ab
                 */
                owner?: string;
                /**
                 * @description words of title, tags or alt, "a phrase", or, -without; no control characters. The last word may be begun
                 * @example dawn -fog
                 */
                q?: string;
                /** @description Newest first, or most liked first */
                sort?: "newest" | "likes";
                /**
                 * @description a tag, without control characters
                 * @example landscape
                 */
                tag?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImagePage"];
                };
            };
            400: components["responses"]["invalid-request"];
            401: components["responses"]["Unauthorized"];
            500: components["responses"]["Internal-Server-Error"];
            503: components["responses"]["database-unavailable"];
        };
    };
    uploadImage: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "multipart/form-data": {
                    /**
                     * @description what is to be seen, for those who cannot see it, without control characters
                     * @example Blue ridges one behind the other, fading into an orange sky
                     */
                    alt?: string;
                    /**
                     * Format: binary
                     * @description jpeg, png, webp, gif, tiff or avif; 20 MB at most
                     */
                    file: string;
                    /**
                     * @description Separated by commas
                     * @example landscape, dawn
                     */
                    tags?: string;
                    /**
                     * @description By default the name of the file
                     * @example Ridges at dusk
                     */
                    title?: string;
                    /**
                     * @description private: nobody but its owner is told of it
                     * @enum {unknown}
                     */
                    visibility?: "public" | "private";
                };
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "0192f0c1-2f3a-7c4d-8e5f-0123456789ab",
                     *       "title": "Ridges at dawn",
                     *       "alt": "Blue ridges one behind the other, fading into an orange sky",
                     *       "tags": [
                     *         "landscape",
                     *         "dawn"
                     *       ],
                     *       "owner": {
                     *         "id": "0192f0c0-11aa-7b1e-9c55-0123456789ab",
                     *         "name": "ada"
                     *       },
                     *       "visibility": "public",
                     *       "width": 4000,
                     *       "height": 3000,
                     *       "bytes": 1734212,
                     *       "format": "jpeg",
                     *       "createdAt": "2026-11-24T09:30:00.000Z",
                     *       "likes": 12,
                     *       "liked": false,
                     *       "placeholder": "1QcSHQRnh493V4dIh4eXh1h4kJUI",
                     *       "links": {
                     *         "thumbnail": "/api/images/0192f0c1-2f3a-7c4d-8e5f-0123456789ab/thumbnail",
                     *         "pull": "/api/images/0192f0c1-2f3a-7c4d-8e5f-0123456789ab/pull",
                     *         "original": "/api/images/0192f0c1-2f3a-7c4d-8e5f-0123456789ab/original"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Image"];
                };
            };
            400: components["responses"]["invalid-request"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["no-plan"];
            /** @description The picture has more bytes than one may have, or the form more parts than it needs; or: The body is larger than is taken here */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is no form; or: The bytes are no picture of an accepted format, whatever name and media type say; or: The body is of a media type that is not taken here */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The picture is damaged, or has more pixels than one may have */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            429: components["responses"]["quota-exceeded"];
            500: components["responses"]["Internal-Server-Error"];
            /** @description Too many pictures are being worked on; or: The storage of pictures is away for a moment; or: Something that the service needs is away for a moment */
            503: {
                headers: {
                    /** @example 2 */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no room left */
            507: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteAllImages: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["no-plan"];
            500: components["responses"]["Internal-Server-Error"];
            /** @description The storage of pictures is away for a moment; or: Something that the service needs is away for a moment */
            503: {
                headers: {
                    /** @example 2 */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readImage: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Id of a picture, a UUID
                 * @example 0192f0c1-2f3a-7c4d-8e5f-0123456789ab
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "0192f0c1-2f3a-7c4d-8e5f-0123456789ab",
                     *       "title": "Ridges at dawn",
                     *       "alt": "Blue ridges one behind the other, fading into an orange sky",
                     *       "tags": [
                     *         "landscape",
                     *         "dawn"
                     *       ],
                     *       "owner": {
                     *         "id": "0192f0c0-11aa-7b1e-9c55-0123456789ab",
                     *         "name": "ada"
                     *       },
                     *       "visibility": "public",
                     *       "width": 4000,
                     *       "height": 3000,
                     *       "bytes": 1734212,
                     *       "format": "jpeg",
                     *       "createdAt": "2026-11-24T09:30:00.000Z",
                     *       "likes": 12,
                     *       "liked": false,
                     *       "placeholder": "1QcSHQRnh493V4dIh4eXh1h4kJUI",
                     *       "links": {
                     *         "thumbnail": "/api/images/0192f0c1-2f3a-7c4d-8e5f-0123456789ab/thumbnail",
                     *         "pull": "/api/images/0192f0c1-2f3a-7c4d-8e5f-0123456789ab/pull",
                     *         "original": "/api/images/0192f0c1-2f3a-7c4d-8e5f-0123456789ab/original"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Image"];
                };
            };
            400: components["responses"]["invalid-request"];
            401: components["responses"]["Unauthorized"];
            /** @description No picture has this id, or somebody else’s private one has: the answer is the same */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            414: components["responses"]["URI-Too-Long"];
            500: components["responses"]["Internal-Server-Error"];
            503: components["responses"]["database-unavailable"];
        };
    };
    putImage: {
        parameters: {
            query?: {
                /**
                 * @description what is to be seen, for those who cannot see it, without control characters
                 * @example Blue ridges one behind the other, fading into an orange sky
                 */
                alt?: string;
                /**
                 * @description Separated by commas
                 * @example landscape, dawn
                 */
                tags?: string;
                /**
                 * @description By default Untitled
                 * @example Ridges at dusk
                 */
                title?: string;
                /** @description private: nobody but its owner is told of it */
                visibility?: "public" | "private";
            };
            header?: {
                /**
                 * @description SHA-256 of the picture (RFC 9530): then a picture that was damaged on its way is refused
                 * @example sha-256=:RK/0qy18MlBSVnWgjwz6lZEWjP/lF5HF9bvEF8FabDg=:
                 */
                "content-digest"?: string;
                /**
                 * @description The same
                 * @example sha-256=:RK/0qy18MlBSVnWgjwz6lZEWjP/lF5HF9bvEF8FabDg=:
                 */
                "repr-digest"?: string;
            };
            path: {
                /**
                 * @description a UUID of version 7 (RFC 9562), made by the client
                 * @example 0192f0c1-2f3a-7c4d-8e5f-0123456789ab
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "image/*": string;
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "0192f0c1-2f3a-7c4d-8e5f-0123456789ab",
                     *       "title": "Ridges at dawn",
                     *       "alt": "Blue ridges one behind the other, fading into an orange sky",
                     *       "tags": [
                     *         "landscape",
                     *         "dawn"
                     *       ],
                     *       "owner": {
                     *         "id": "0192f0c0-11aa-7b1e-9c55-0123456789ab",
                     *         "name": "ada"
                     *       },
                     *       "visibility": "public",
                     *       "width": 4000,
                     *       "height": 3000,
                     *       "bytes": 1734212,
                     *       "format": "jpeg",
                     *       "createdAt": "2026-11-24T09:30:00.000Z",
                     *       "likes": 12,
                     *       "liked": false,
                     *       "placeholder": "1QcSHQRnh493V4dIh4eXh1h4kJUI",
                     *       "links": {
                     *         "thumbnail": "/api/images/0192f0c1-2f3a-7c4d-8e5f-0123456789ab/thumbnail",
                     *         "pull": "/api/images/0192f0c1-2f3a-7c4d-8e5f-0123456789ab/pull",
                     *         "original": "/api/images/0192f0c1-2f3a-7c4d-8e5f-0123456789ab/original"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Image"];
                };
            };
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "0192f0c1-2f3a-7c4d-8e5f-0123456789ab",
                     *       "title": "Ridges at dawn",
                     *       "alt": "Blue ridges one behind the other, fading into an orange sky",
                     *       "tags": [
                     *         "landscape",
                     *         "dawn"
                     *       ],
                     *       "owner": {
                     *         "id": "0192f0c0-11aa-7b1e-9c55-0123456789ab",
                     *         "name": "ada"
                     *       },
                     *       "visibility": "public",
                     *       "width": 4000,
                     *       "height": 3000,
                     *       "bytes": 1734212,
                     *       "format": "jpeg",
                     *       "createdAt": "2026-11-24T09:30:00.000Z",
                     *       "likes": 12,
                     *       "liked": false,
                     *       "placeholder": "1QcSHQRnh493V4dIh4eXh1h4kJUI",
                     *       "links": {
                     *         "thumbnail": "/api/images/0192f0c1-2f3a-7c4d-8e5f-0123456789ab/thumbnail",
                     *         "pull": "/api/images/0192f0c1-2f3a-7c4d-8e5f-0123456789ab/pull",
                     *         "original": "/api/images/0192f0c1-2f3a-7c4d-8e5f-0123456789ab/original"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Image"];
                };
            };
            400: components["responses"]["invalid-request"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["no-plan"];
            /** @description The id has other bytes, or another owner */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The picture has more bytes than one may have, or the form more parts than it needs; or: The body is larger than is taken here */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            414: components["responses"]["URI-Too-Long"];
            /** @description The bytes are no picture of an accepted format, whatever name and media type say; or: The body is of a media type that is not taken here */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description What arrived is not what Content-Digest or Repr-Digest says; or: The picture is damaged, or has more pixels than one may have */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            429: components["responses"]["quota-exceeded"];
            500: components["responses"]["Internal-Server-Error"];
            /** @description Too many pictures are being worked on; or: The storage of pictures is away for a moment; or: Something that the service needs is away for a moment */
            503: {
                headers: {
                    /** @example 2 */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no room left */
            507: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteImage: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Id of a picture, a UUID
                 * @example 0192f0c1-2f3a-7c4d-8e5f-0123456789ab
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["invalid-request"];
            401: components["responses"]["Unauthorized"];
            /** @description The picture is somebody else’s; or: The plan of the token is none that the hub knows */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No picture has this id, or somebody else’s private one has: the answer is the same */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            414: components["responses"]["URI-Too-Long"];
            500: components["responses"]["Internal-Server-Error"];
            /** @description The storage of pictures is away for a moment; or: Something that the service needs is away for a moment */
            503: {
                headers: {
                    /** @example 2 */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    changeImage: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Id of a picture, a UUID
                 * @example 0192f0c1-2f3a-7c4d-8e5f-0123456789ab
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "title": "Ridges at dusk",
                 *       "tags": [
                 *         "landscape",
                 *         "dusk"
                 *       ]
                 *     }
                 */
                "application/json": components["schemas"]["ImageChange"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "0192f0c1-2f3a-7c4d-8e5f-0123456789ab",
                     *       "title": "Ridges at dawn",
                     *       "alt": "Blue ridges one behind the other, fading into an orange sky",
                     *       "tags": [
                     *         "landscape",
                     *         "dawn"
                     *       ],
                     *       "owner": {
                     *         "id": "0192f0c0-11aa-7b1e-9c55-0123456789ab",
                     *         "name": "ada"
                     *       },
                     *       "visibility": "public",
                     *       "width": 4000,
                     *       "height": 3000,
                     *       "bytes": 1734212,
                     *       "format": "jpeg",
                     *       "createdAt": "2026-11-24T09:30:00.000Z",
                     *       "likes": 12,
                     *       "liked": false,
                     *       "placeholder": "1QcSHQRnh493V4dIh4eXh1h4kJUI",
                     *       "links": {
                     *         "thumbnail": "/api/images/0192f0c1-2f3a-7c4d-8e5f-0123456789ab/thumbnail",
                     *         "pull": "/api/images/0192f0c1-2f3a-7c4d-8e5f-0123456789ab/pull",
                     *         "original": "/api/images/0192f0c1-2f3a-7c4d-8e5f-0123456789ab/original"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Image"];
                };
            };
            400: components["responses"]["invalid-request"];
            401: components["responses"]["Unauthorized"];
            /** @description The picture is somebody else’s; or: The plan of the token is none that the hub knows */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No picture has this id, or somebody else’s private one has: the answer is the same */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            413: components["responses"]["Payload-Too-Large"];
            414: components["responses"]["URI-Too-Long"];
            415: components["responses"]["Unsupported-Media-Type"];
            500: components["responses"]["Internal-Server-Error"];
            503: components["responses"]["database-unavailable"];
        };
    };
    likeImage: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Id of a picture, a UUID
                 * @example 0192f0c1-2f3a-7c4d-8e5f-0123456789ab
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["invalid-request"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["no-plan"];
            /** @description No picture has this id, or somebody else’s private one has: the answer is the same */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            414: components["responses"]["URI-Too-Long"];
            500: components["responses"]["Internal-Server-Error"];
            503: components["responses"]["database-unavailable"];
        };
    };
    unlikeImage: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Id of a picture, a UUID
                 * @example 0192f0c1-2f3a-7c4d-8e5f-0123456789ab
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["invalid-request"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["no-plan"];
            /** @description No picture has this id, or somebody else’s private one has: the answer is the same */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            414: components["responses"]["URI-Too-Long"];
            500: components["responses"]["Internal-Server-Error"];
            503: components["responses"]["database-unavailable"];
        };
    };
    readOriginal: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Id of a picture, a UUID
                 * @example 0192f0c1-2f3a-7c4d-8e5f-0123456789ab
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The bytes of the picture */
            200: {
                headers: {
                    "Accept-Ranges"?: string;
                    "Cache-Control"?: string;
                    "Content-Disposition"?: string;
                    ETag?: string;
                    "Repr-Digest"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "image/*": string;
                };
            };
            /** @description The part that the header Range asks for */
            206: {
                headers: {
                    "Accept-Ranges"?: string;
                    "Cache-Control"?: string;
                    "Content-Disposition"?: string;
                    "Content-Range"?: string;
                    ETag?: string;
                    "Repr-Digest"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "image/*": string;
                };
            };
            /** @description The client has the picture: If-None-Match names its ETag */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["invalid-request"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["no-plan"];
            /** @description No picture has this id, or somebody else’s private one has: the answer is the same */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            414: components["responses"]["URI-Too-Long"];
            /** @description The range begins behind the end */
            416: {
                headers: {
                    /** @example bytes *\/1734212 */
                    "Content-Range"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            429: components["responses"]["quota-exceeded"];
            500: components["responses"]["Internal-Server-Error"];
            /** @description Too many pictures are being worked on; or: The storage of pictures is away for a moment; or: Something that the service needs is away for a moment */
            503: {
                headers: {
                    /** @example 2 */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    pullImage: {
        parameters: {
            query?: {
                /** @description How the picture meets w and h when both are given; default inside */
                fit?: "cover" | "contain" | "inside" | "fill" | "outside";
                /** @description Default: as stored */
                format?: "jpeg" | "png" | "webp" | "avif";
                /**
                 * @description Pixels; never enlarges
                 * @example 800
                 */
                h?: number;
                /**
                 * @description Of lossy formats; png is lossless
                 * @example 80
                 */
                quality?: number;
                /**
                 * @description Pixels; never enlarges
                 * @example 800
                 */
                w?: number;
            };
            header?: never;
            path: {
                /**
                 * @description Id of a picture, a UUID
                 * @example 0192f0c1-2f3a-7c4d-8e5f-0123456789ab
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The bytes of the picture */
            200: {
                headers: {
                    "Cache-Control"?: string;
                    "Content-Disposition"?: string;
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "image/*": string;
                };
            };
            /** @description The client has the picture: If-None-Match names its ETag */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["invalid-request"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["no-plan"];
            /** @description No picture has this id, or somebody else’s private one has: the answer is the same */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            414: components["responses"]["URI-Too-Long"];
            429: components["responses"]["quota-exceeded"];
            500: components["responses"]["Internal-Server-Error"];
            /** @description Too many pictures are being worked on; or: The storage of pictures is away for a moment; or: Something that the service needs is away for a moment */
            503: {
                headers: {
                    /** @example 2 */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readThumbnail: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Id of a picture, a UUID
                 * @example 0192f0c1-2f3a-7c4d-8e5f-0123456789ab
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The bytes of the picture */
            200: {
                headers: {
                    "Cache-Control"?: string;
                    "Content-Disposition"?: string;
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "image/*": string;
                };
            };
            /** @description The client has the picture: If-None-Match names its ETag */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["invalid-request"];
            401: components["responses"]["Unauthorized"];
            /** @description No picture has this id, or somebody else’s private one has: the answer is the same */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            414: components["responses"]["URI-Too-Long"];
            500: components["responses"]["Internal-Server-Error"];
            /** @description Too many pictures are being worked on; or: The storage of pictures is away for a moment; or: Something that the service needs is away for a moment */
            503: {
                headers: {
                    /** @example 2 */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listTags: {
        parameters: {
            query?: {
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "tag": "landscape",
                     *           "count": 9
                     *         },
                     *         {
                     *           "tag": "dawn",
                     *           "count": 4
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["TagCounts"];
                };
            };
            400: components["responses"]["invalid-request"];
            500: components["responses"]["Internal-Server-Error"];
            503: components["responses"]["database-unavailable"];
        };
    };
    getApiDocument: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description An OpenAPI 3.1 document */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiDocument"];
                };
            };
            /** @description It has not changed (If-None-Match) */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            500: components["responses"]["Internal-Server-Error"];
            503: components["responses"]["database-unavailable"];
        };
    };
    listPlans: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Plans"];
                };
            };
            500: components["responses"]["Internal-Server-Error"];
            /** @description Consul was not reached since the service started; or: Something that the service needs is away for a moment */
            503: {
                headers: {
                    /** @example 2 */
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
}
